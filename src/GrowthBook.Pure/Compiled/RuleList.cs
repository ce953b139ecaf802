namespace GrowthBook;

/// <summary>The rules of a feature, in their order. Most features have one or none, which then needs no array.</summary>
internal readonly struct RuleList
{
    private readonly Rule? _first;
    private readonly Rule[]? _all;

    public RuleList(List<Rule> rules)
    {
        _first = rules.Count > 0 ? rules[0] : null;
        _all = rules.Count > 1 ? rules.ToArray() : null;
    }

    public int Count => _all is not null ? _all.Length : _first is not null ? 1 : 0;

    public bool IsEmpty => _first is null;

    /// <summary>The rule at an index from 0 inclusive to <see cref="Count"/> exclusive.</summary>
    public Rule this[int index] => _all is null ? _first! : _all[index];
}
