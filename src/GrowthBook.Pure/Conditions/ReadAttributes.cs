using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Collects the names and paths of the attributes that conditions, and the saved groups that they refer to, read from a user. The name of a path is its first step. Groups are
/// walked one after another, because a chain of groups can be longer than the stack.
/// </summary>
/// <param name="groups">The saved groups.</param>
/// <param name="tests">Gets the tests of the attributes; <c>null</c> for names only.</param>
/// <param name="onlyNeeded">Whether a test that a missing attribute passes, such as <c>{"$exists": false}</c>, does not count. Default: no.</param>
internal sealed class ReadAttributes(SavedGroups groups, TestedPaths? tests = null, bool onlyNeeded = false)
{
    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<SavedGroup> _seen = [];
    private readonly Queue<ConditionNode> _pending = new();

    /// <summary>The names, each once, in ordinal order.</summary>
    public ImmutableArray<string> ToNames() => [.. _names];

    /// <summary>The paths of several steps, each once, in ordinal order.</summary>
    public ImmutableArray<string> ToPaths() => [.. _paths];

    public void Add(string name) => _names.Add(name);

    /// <summary>Adds what a test reads.</summary>
    public void Add(in AttributePath path, ValueTest? test)
    {
        if (onlyNeeded && test is not null && PassesMissing(test))
            return;
        Add(path.FirstStep);
        if (path.HasSteps)
            _paths.Add(path.Text);
        if (test is not null)
            tests?.Add(path, test, groups);
    }

    private bool PassesMissing(ValueTest test)
    {
        var scope = new ConditionScope(groups, null);
        return test.Matches(Value.Null.Instance, ref scope);
    }

    /// <summary>Adds what a condition reads.</summary>
    public void AddAll(ConditionNode? condition)
    {
        for (condition?.AddTo(this); _pending.Count > 0; _pending.Dequeue().AddTo(this))
        {
        }
    }

    /// <summary>Adds what a reference reads.</summary>
    /// <param name="reference">The reference to a saved group.</param>
    /// <param name="attribute">The attribute in the place of that of the group; <c>null</c> for that of the group.</param>
    public void Add(in SavedGroupReference reference, AttributePath? attribute)
    {
        var group = groups.Find(reference);
        if (group is SavedGroup.List list && (attribute ?? list.Attribute) is { } path)
            Add(path, list.IsBare ? null : list.Values);
        if (group is SavedGroup.Conditional conditional && _seen.Add(group))
            _pending.Enqueue(conditional.Condition);
    }
}
