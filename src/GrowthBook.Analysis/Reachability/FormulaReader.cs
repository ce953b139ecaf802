using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>Reads conditions to formulas, with the saved groups that they name in place.</summary>
internal sealed class FormulaReader(PayloadSource source)
{
    /// <summary>The number of parts of a formula, counted as often as they occur: groups that refer twice to the next one would double it each time.</summary>
    private const int MaxSize = 100_000;

    /// <summary>The depth of a condition with its groups in place, as in evaluation.</summary>
    private const int MaxDepth = 768;

    private readonly Dictionary<string, GroupSource> _groups = source.Groups.GroupBy(group => group.Id).ToDictionary(group => group.Key, group => group.Last());
    private readonly Dictionary<ConditionSource, Formula> _known = [];

    /// <summary>The groups that are being read, so that a group within itself ends.</summary>
    private readonly HashSet<string> _open = [];

    private int _depth;

    /// <summary>The formula of a condition; true without one.</summary>
    public Formula Read(ConditionSource? condition)
    {
        if (condition is null)
            return Formula.True;
        if (_known.TryGetValue(condition, out var known))
            return known;
        if (_depth == MaxDepth)
            return Formula.Unknown;
        _depth++;
        var read = ReadNew(condition);
        _depth--;
        return _known[condition] = read.Size <= MaxSize ? read : Formula.Unknown;
    }

    /// <summary>An attribute has a value that identifies a user: it is truthy. A hash reads a name with a point whole, and conditions read it as a path.</summary>
    public Formula Identifies(string attribute) =>
        attribute.Contains('.', StringComparison.Ordinal) ? Formula.Unknown : new Formula.Atom(new AttributeTest(attribute, Value.Boolean.True, source.Payload));

    private Formula ReadNew(ConditionSource condition) => condition switch
    {
        ConditionSource.All all => new Formula.And([.. all.Parts.Select(Read)]),
        ConditionSource.Any { Parts.IsEmpty: true } => Formula.True,
        ConditionSource.Any any => new Formula.Or([.. any.Parts.Select(Read)]),
        ConditionSource.Not not => new Formula.Not(Read(not.Part)),
        ConditionSource.Test test => new Formula.Atom(new AttributeTest(test.Attribute, test.Condition[test.Attribute], source.Payload)),
        ConditionSource.SavedGroup reference => Group(reference),
        ConditionSource.Nothing => Formula.False,
        _ => throw new UnreachableException(),
    };

    private Formula Group(ConditionSource.SavedGroup reference)
    {
        if (!_groups.TryGetValue(reference.Id, out var group))
            return Formula.False;
        if (group.Node.Value is Value.Object && group.IsList)
        {
            return (reference.Attribute ?? group.Attribute) is { } attribute
                ? new Formula.Atom(new AttributeTest(attribute, new Value.Object { ["$inGroup"] = group.Id }, source.Payload))
                : Formula.False;
        }
        if (group.Condition is null)
            return Formula.False;
        if (!_open.Add(group.Id))
            return Formula.Unknown;
        var formula = Read(group.Condition);
        _open.Remove(group.Id);
        return formula;
    }
}
