using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>A formula over the tests of attributes: a condition with its saved groups in place.</summary>
internal abstract class Formula
{
    private Formula(long size) => Size = size;

    public static Formula True { get; } = new Constant(Truth.True);

    public static Formula False { get; } = new Constant(Truth.False);

    /// <summary>What is not analysed, such as a group within itself.</summary>
    public static Formula Unknown { get; } = new Constant(Truth.Unknown);

    /// <summary>The number of parts, counted as often as they occur: the steps of an evaluation.</summary>
    public long Size { get; }

    /// <summary>The tests of the formula.</summary>
    public List<AttributeTest> Tests()
    {
        var tests = new List<AttributeTest>();
        AddTo(tests);
        return tests;
    }

    /// <summary>The truth of the formula, given that of its tests.</summary>
    public Truth Evaluate(Func<AttributeTest, Truth> truthOf) => this switch
    {
        Constant constant => constant.Value,
        Atom atom => truthOf(atom.Test),
        Not not => Truths.Not(not.Part.Evaluate(truthOf)),
        And and => Truths.All(and.Parts.Select(part => part.Evaluate(truthOf))),
        Or or => Truths.Any(or.Parts.Select(part => part.Evaluate(truthOf))),
        _ => throw new UnreachableException(),
    };

    private void AddTo(List<AttributeTest> tests)
    {
        switch (this)
        {
            case Atom atom:
                tests.Add(atom.Test);
                break;
            case Not not:
                not.Part.AddTo(tests);
                break;
            case And { Parts: var parts }:
                foreach (var part in parts)
                    part.AddTo(tests);
                break;
            case Or { Parts: var parts }:
                foreach (var part in parts)
                    part.AddTo(tests);
                break;
        }
    }

    internal sealed class Constant(Truth value) : Formula(1)
    {
        public Truth Value => value;
    }

    internal sealed class Atom(AttributeTest test) : Formula(1)
    {
        public AttributeTest Test => test;
    }

    internal sealed class Not(Formula part) : Formula(1 + part.Size)
    {
        public Formula Part => part;
    }

    internal sealed class And(ImmutableArray<Formula> parts) : Formula(1 + parts.Sum(part => part.Size))
    {
        public ImmutableArray<Formula> Parts => parts;
    }

    internal sealed class Or(ImmutableArray<Formula> parts) : Formula(1 + parts.Sum(part => part.Size))
    {
        public ImmutableArray<Formula> Parts => parts;
    }
}
