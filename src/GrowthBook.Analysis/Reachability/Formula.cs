using System.Collections.Immutable;
using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>A formula over the tests of attributes: a condition with its saved groups in place.</summary>
internal abstract class Formula
{
    private Formula()
    {
    }

    public static Formula True { get; } = new Constant(Truth.True);

    public static Formula False { get; } = new Constant(Truth.False);

    /// <summary>What is not analysed, such as a group within itself.</summary>
    public static Formula Unknown { get; } = new Constant(Truth.Unknown);

    /// <summary>The tests of the formula.</summary>
    public IEnumerable<AttributeTest> Tests => this switch
    {
        Atom atom => [atom.Test],
        Not not => not.Part.Tests,
        And and => and.Parts.SelectMany(part => part.Tests),
        Or or => or.Parts.SelectMany(part => part.Tests),
        Constant => [],
        _ => throw new UnreachableException(),
    };

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

    internal sealed class Constant(Truth value) : Formula
    {
        public Truth Value => value;
    }

    internal sealed class Atom(AttributeTest test) : Formula
    {
        public AttributeTest Test => test;
    }

    internal sealed class Not(Formula part) : Formula
    {
        public Formula Part => part;
    }

    internal sealed class And(ImmutableArray<Formula> parts) : Formula
    {
        public ImmutableArray<Formula> Parts => parts;
    }

    internal sealed class Or(ImmutableArray<Formula> parts) : Formula
    {
        public ImmutableArray<Formula> Parts => parts;
    }
}
