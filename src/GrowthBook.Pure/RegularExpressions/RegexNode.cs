namespace GrowthBook.RegularExpressions;

/// <summary>Whether a piece of an expression can match without taking a character.</summary>
internal enum Emptiness
{
    /// <summary>Every match takes at least one character.</summary>
    Never,

    /// <summary>It depends on the context, as for an assertion or a back reference.</summary>
    Sometimes,

    /// <summary>The empty match is available at every position.</summary>
    Always,
}

/// <summary>A piece of a parsed expression. The tree is never deeper than the nesting limit times a small constant.</summary>
internal abstract class RegexNode
{
    protected RegexNode(Emptiness emptiness) => Emptiness = emptiness;

    public Emptiness Emptiness { get; }
}

/// <summary>Matches one code unit: a literal when <see cref="Set"/> is null, otherwise any member of the set.</summary>
internal sealed class UnitNode : RegexNode
{
    private UnitNode(char value, CharacterClass? set)
        : base(Emptiness.Never)
    {
        Value = value;
        Set = set;
    }

    public char Value { get; }

    public CharacterClass? Set { get; }

    public static UnitNode Literal(char value) => new(value, null);

    public static UnitNode AnyOf(CharacterClass set) => new('\0', set);

    /// <summary>The code units matched, as a set.</summary>
    public CharacterClass ToClass() => Set ?? CharacterClass.Of(Value);

    /// <summary>Whether no code unit is matched by both.</summary>
    public bool IsDisjointFrom(UnitNode other) =>
        other.Set is null ? !ToClass().Contains(other.Value) : !ToClass().Overlaps(other.Set);
}

/// <summary>Matches its items one after another; no items match the empty string.</summary>
internal sealed class SequenceNode : RegexNode
{
    public SequenceNode(IReadOnlyList<RegexNode> items)
        : base(Combine(items)) => Items = items;

    public IReadOnlyList<RegexNode> Items { get; }

    private static Emptiness Combine(IReadOnlyList<RegexNode> items)
    {
        var combined = Emptiness.Always;
        for (var i = 0; i < items.Count; i++)
            combined = items[i].Emptiness < combined ? items[i].Emptiness : combined;
        return combined;
    }
}

/// <summary>Tries its alternatives from left to right; there are at least two.</summary>
internal sealed class AlternationNode : RegexNode
{
    public AlternationNode(IReadOnlyList<RegexNode> alternatives)
        : base(Combine(alternatives)) => Alternatives = alternatives;

    public IReadOnlyList<RegexNode> Alternatives { get; }

    private static Emptiness Combine(IReadOnlyList<RegexNode> alternatives)
    {
        var combined = Emptiness.Never;
        for (var i = 0; i < alternatives.Count; i++)
            combined = alternatives[i].Emptiness > combined ? alternatives[i].Emptiness : combined;
        return combined;
    }
}

/// <summary>A capturing group, numbered from one by its opening parenthesis.</summary>
internal sealed class GroupNode(int number, RegexNode body) : RegexNode(body.Emptiness)
{
    public int Number { get; } = number;

    public RegexNode Body { get; } = body;
}

/// <summary>Matches the capture of a group again, or the empty string when there is none.</summary>
internal sealed class BackreferenceNode(int number) : RegexNode(Emptiness.Sometimes)
{
    /// <summary>The group; a reference by name gets its number when the whole pattern is read.</summary>
    public int Number { get; set; } = number;
}

/// <summary>A condition on one position that takes no character.</summary>
internal sealed class AssertionNode(Opcode condition) : RegexNode(Emptiness.Sometimes)
{
    public Opcode Condition { get; } = condition;
}

/// <summary>A positive or negative lookahead or lookbehind.</summary>
internal sealed class LookaroundNode(RegexNode body, bool isBehind, bool isNegative) : RegexNode(Emptiness.Sometimes)
{
    public RegexNode Body { get; } = body;

    public bool IsBehind { get; } = isBehind;

    public bool IsNegative { get; } = isNegative;
}

/// <summary>
/// A quantified term (22.2.2.3.1, RepeatMatcher). <see cref="Max"/> is <see cref="Unlimited"/> for an open end;
/// the groups numbered <see cref="FirstGroup"/> to <see cref="LastGroup"/> lie inside and are cleared at the
/// start of every iteration.
/// </summary>
internal sealed class RepeatNode : RegexNode
{
    public const int Unlimited = int.MaxValue;

    public RepeatNode(RegexNode body, int min, int max, bool isGreedy, int firstGroup, int lastGroup)
        : base(min == 0 ? Emptiness.Always : body.Emptiness)
    {
        Body = body;
        Min = min;
        Max = max;
        IsGreedy = isGreedy;
        FirstGroup = firstGroup;
        LastGroup = lastGroup;
    }

    public RegexNode Body { get; }

    public int Min { get; }

    public int Max { get; }

    public bool IsGreedy { get; }

    public int FirstGroup { get; }

    public int LastGroup { get; }

    /// <summary>The same body repeated exactly <see cref="Min"/> times.</summary>
    public RegexNode AtLeast() => Min == 1 ? Body : new RepeatNode(Body, Min, Min, IsGreedy, FirstGroup, LastGroup);
}
