namespace GrowthBook;

/// <summary>
/// What the conditions of an evaluation share: results of saved groups for one subject, the groups that are being resolved, and
/// long texts of arrays. Few evaluations have any.
/// </summary>
internal sealed class SharedResults
{
    /// <summary>How many texts are kept; a newer one replaces an older one.</summary>
    private const int MaxTexts = 16;

    /// <summary>
    /// How many members of saved groups' conditions an explanation shows. Prerequisites are subjects of their own, so it could
    /// otherwise show a product of prerequisites and groups.
    /// </summary>
    private const int MaxTracedMembers = 100_000;

    /// <summary>The results of groups for the subject; <c>null</c> for a group that is in the trace and whose result is not kept.</summary>
    private Dictionary<SavedGroup.Conditional, GroupResult?>? _groups;
    private int _tracedMembers;
    private List<(Value.Array Array, string Text)>? _texts;
    private int _nextText;
    private Resolving? _resolving;

    /// <summary>The nesting of the groups that are being resolved, in levels of JSON.</summary>
    private int _nesting;

    /// <summary>The result of a group for the subject; <c>null</c> where it has none yet.</summary>
    public GroupResult? Find(SavedGroup.Conditional group) => _groups is not null && _groups.TryGetValue(group, out var result) ? result : null;

    public void Keep(SavedGroup.Conditional group, GroupResult result) => (_groups ??= [])[group] = result;

    /// <summary>Whether the trace is to show the tests of a group, which it does once for each subject.</summary>
    public bool TryTrace(SavedGroup.Conditional group)
    {
        _groups ??= [];
        if (_tracedMembers >= MaxTracedMembers || _groups.ContainsKey(group))
            return false;
        _groups[group] = null;
        _tracedMembers += group.Size;
        return true;
    }

    /// <summary>Replaces the results of groups when the subject changes.</summary>
    public Dictionary<SavedGroup.Conditional, GroupResult?>? ExchangeGroups(Dictionary<SavedGroup.Conditional, GroupResult?>? groups)
    {
        var outer = _groups;
        _groups = groups;
        return outer;
    }

    /// <summary>
    /// Begins to resolve a group that lies on a cycle or leads to one. <c>false</c> where it is being resolved already, or too deep
    /// within others.
    /// </summary>
    public bool TryResolve(SavedGroup.Conditional group)
    {
        if (_nesting + group.Height > SavedGroup.Conditional.MaxHeight || IsResolving(group))
            return false;
        _nesting += group.Height;
        _resolving = new Resolving(group, _resolving);
        return true;
    }

    /// <summary>Ends what <see cref="TryResolve"/> began last.</summary>
    public void EndResolving()
    {
        _nesting -= _resolving!.Group.Height;
        _resolving = _resolving.Outer;
    }

    /// <summary>The kept text of an array, by identity; <c>null</c> where none is kept.</summary>
    public string? FindText(Value.Array array)
    {
        for (var i = 0; _texts is not null && i < _texts.Count; i++)
        {
            if (ReferenceEquals(_texts[i].Array, array))
                return _texts[i].Text;
        }
        return null;
    }

    public void Keep(Value.Array array, string text)
    {
        _texts ??= [];
        if (_texts.Count < MaxTexts)
            _texts.Add((array, text));
        else
            _texts[_nextText++ % MaxTexts] = (array, text);
    }

    /// <summary>The kept result of a group.</summary>
    /// <param name="Matches">Whether the subject is in the group.</param>
    /// <param name="IsCut">Whether a test did not match because no steps were left.</param>
    public readonly record struct GroupResult(bool Matches, bool IsCut);

    private bool IsResolving(SavedGroup.Conditional group)
    {
        for (var inner = _resolving; inner is not null; inner = inner.Outer)
        {
            if (ReferenceEquals(inner.Group, group))
                return true;
        }
        return false;
    }

    private sealed class Resolving(SavedGroup.Conditional group, Resolving? outer)
    {
        public SavedGroup.Conditional Group => group;

        public Resolving? Outer => outer;
    }
}
