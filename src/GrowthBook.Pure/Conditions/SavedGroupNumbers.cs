namespace GrowthBook;

/// <summary>
/// The saved groups of a payload while it is read. A group has its number from its first mention on, in a condition or
/// among the groups, so that references need no second pass.
/// </summary>
internal sealed class SavedGroupNumbers
{
    private readonly Dictionary<string, int> _numbers = new(KeyedTexts.Comparer);
    private readonly List<string> _ids = [];
    private readonly List<SavedGroup?> _groups = [];
    private readonly List<int> _references = [];
    private readonly SavedGroupScope _scope = new();

    /// <summary>The ids that were mentioned or added, in the order of their numbers.</summary>
    public IReadOnlyList<string> Ids => _ids;

    public SavedGroupReference Reference(string id)
    {
        var number = NumberOf(id);
        _references.Add(number);
        return new SavedGroupReference(_ids[number], number, _scope);
    }

    /// <summary>Begins the condition of a group, whose references <see cref="TakeReferences"/> returns.</summary>
    public void BeginReferences() => _references.Clear();

    /// <summary>The numbers of the groups that were referred to since <see cref="BeginReferences"/>.</summary>
    public int[] TakeReferences() => _references.ToArray();

    /// <summary>Whether a group of this id was added.</summary>
    public bool Has(string id) => _numbers.TryGetValue(id, out var number) && _groups[number] is not null;

    /// <summary>Adds a group, or replaces the one of the same id.</summary>
    public void Set(string id, SavedGroup group) => _groups[NumberOf(id)] = group;

    /// <summary>Removes all groups and keeps their numbers, before another list of groups replaces them.</summary>
    public void Clear()
    {
        for (var i = 0; i < _groups.Count; i++)
            _groups[i] = null;
    }

    /// <summary>The groups as they are now. Not to be changed afterwards: the numbers are shared.</summary>
    public SavedGroups Build(Faults faults)
    {
        var groups = _groups.ToArray();
        SavedGroupGraph.Resolve(groups, _ids, faults);
        return new SavedGroups(groups, _numbers, _scope);
    }

    private int NumberOf(string id)
    {
        if (!_numbers.TryGetValue(id, out var number))
        {
            number = _groups.Count;
            _numbers.Add(id, number);
            _ids.Add(id);
            _groups.Add(null);
        }
        return number;
    }
}
