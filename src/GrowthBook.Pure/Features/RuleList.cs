namespace GrowthBook;

/// <summary>The rules of a feature, in their order. Most features have one or none, which then needs no array.</summary>
internal readonly struct RuleList
{
    private readonly Rule? _first;
    private readonly Rule[]? _all;

    /// <param name="rules">The rules; nobody else keeps the array.</param>
    public RuleList(Rule[] rules)
    {
        _first = rules.Length > 0 ? rules[0] : null;
        _all = rules.Length > 1 ? rules : null;
    }

    public int Count => _all is not null ? _all.Length : _first is not null ? 1 : 0;

    public bool IsEmpty => _first is null;

    /// <summary>The rule at an index from 0 inclusive to <see cref="Count"/> exclusive.</summary>
    public Rule this[int index] => _all is null ? _first! : _all[index];
}
