namespace GrowthBook;

/// <summary>What a condition may look at besides its subject, and the saved groups that are being resolved around it.</summary>
internal readonly struct ConditionScope
{
    /// <summary>
    /// How deep conditions may nest through saved groups, in levels of JSON. A single condition has at most
    /// <see cref="ValueReader.MaxDepth"/>; the sum is bounded so that no chain of groups exhausts the stack.
    /// </summary>
    private const int MaxNesting = 3 * ValueReader.MaxDepth;

    private readonly string? _outermost;
    private readonly Resolving? _inner;
    private readonly int _nesting;

    public ConditionScope(SavedGroups groups, Trace? trace)
        : this(groups, trace, null, null, 0)
    {
    }

    private ConditionScope(SavedGroups groups, Trace? trace, string? outermost, Resolving? inner, int nesting)
    {
        Groups = groups;
        Trace = trace;
        _outermost = outermost;
        _inner = inner;
        _nesting = nesting;
    }

    public SavedGroups Groups { get; }

    public Trace? Trace { get; }

    /// <summary>The same scope without a trace, for the elements of an array.</summary>
    public ConditionScope Untraced() => new(Groups, null, _outermost, _inner, _nesting);

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
            ? new ConditionScope(Groups, Trace, id, null, nesting)
            : new ConditionScope(Groups, Trace, _outermost, new Resolving(id, _inner), nesting);
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
