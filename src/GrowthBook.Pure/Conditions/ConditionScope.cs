using GrowthBook.RegularExpressions;

namespace GrowthBook;

/// <summary>The scope of a condition without its subject: the saved groups, and those that are being resolved.</summary>
internal readonly struct ConditionScope
{
    /// <summary>
    /// How deep conditions may nest through saved groups, in levels of JSON. A single condition has at most
    /// <see cref="ValueReader.MaxDepth"/>; the sum is bounded so that no chain of groups exhausts the stack.
    /// </summary>
    private const int MaxNesting = 3 * ValueReader.MaxDepth;

    private const int MinRegexBudget = 1000;

    private readonly string? _outermost;
    private readonly Resolving? _inner;
    private readonly int _nesting;

    private readonly ConditionTrace? _trace;

    /// <summary>How many elements share the budget of an expression; 0 for a subject that is no element.</summary>
    private readonly int _elements;

    public ConditionScope(SavedGroups groups, ConditionTrace? trace)
        : this(groups, trace, null, null, 0, 0)
    {
    }

    private ConditionScope(SavedGroups groups, ConditionTrace? trace, string? outermost, Resolving? inner, int nesting, int elements)
    {
        Groups = groups;
        _trace = trace;
        _outermost = outermost;
        _inner = inner;
        _nesting = nesting;
        _elements = elements;
    }

    public SavedGroups Groups { get; }

    /// <summary>The trace; <c>null</c> without explanation, and for an array's elements, whose tests are not recorded.</summary>
    public ConditionTrace? Trace => _elements == 0 ? _trace : null;

    /// <summary>How many steps one regular expression may take on one value.</summary>
    public int RegexBudget => Math.Max(MinRegexBudget, EcmaRegex.StepBudget / Math.Max(1, _elements));

    /// <summary>The scope for one of an array's elements, which share the budget of an expression, down to a thousand steps each.</summary>
    public ConditionScope ForElement(int count) =>
        new(Groups, _trace, _outermost, _inner, _nesting, (int)Math.Min(EcmaRegex.StepBudget, (long)Math.Max(1, _elements) * Math.Max(1, count)));

    /// <summary>Records an expression that exceeded its budget, also for an array's elements.</summary>
    public void RegexBudgetExceeded(string pattern) => _trace?.RegexBudgetExceeded(pattern);

    /// <summary>The scope within a group's condition; <c>false</c> when that group is being resolved already, or too deep.</summary>
    public bool TryEnter(string id, SavedGroup.Conditional group, out ConditionScope inner)
    {
        var nesting = _nesting + group.Height;
        if (nesting > MaxNesting || IsResolving(id))
        {
            inner = default;
            return false;
        }
        // Groups within groups are rare: only they cost an allocation.
        inner = _outermost is null
            ? new ConditionScope(Groups, _trace, id, null, nesting, _elements)
            : new ConditionScope(Groups, _trace, _outermost, new Resolving(id, _inner), nesting, _elements);
        return true;
    }

    private bool IsResolving(string id)
    {
        if (_outermost == id)
            return true;
        for (var group = _inner; group is not null; group = group.Outer)
        {
            if (group.Id == id)
                return true;
        }
        return false;
    }

    private sealed class Resolving(string id, Resolving? outer)
    {
        public string Id => id;

        public Resolving? Outer => outer;
    }
}
