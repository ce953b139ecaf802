namespace GrowthBook;

/// <summary>
/// The faults of the members of an object while it is read: if a later member of the same name replaces one, its faults are removed too.
/// Memory is bounded by the number of faults that are listed.
/// </summary>
internal sealed class MemberFaults(Faults faults)
{
    /// <summary>The warning at a member whose name another one has too.</summary>
    public const string Repeated = "written more than once; only the last one counts";

    /// <summary>The faults of each member that has some, by the number of faults before them; <c>null</c> without any.</summary>
    private Dictionary<string, (int First, int Count)>? _byMember;

    /// <summary>The faults of replaced members; <c>null</c> without any.</summary>
    private List<(int First, int Count)>? _replaced;

    private int _first;

    /// <summary>Begins a member, and warns of one that replaces another.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isKnown">Whether the object has a member of this name already. One with faults is remembered here.</param>
    public void Begin(string name, bool isKnown)
    {
        if (_byMember is not null && _byMember.TryGetValue(name, out var earlier))
        {
            isKnown = true;
            _byMember.Remove(name);
            (_replaced ??= []).Add(earlier);
            faults.ForgetNames(); // the place that is listed of a name may be in the replaced member
        }
        _first = faults.Count;
        if (isKnown)
            faults.Warning(Repeated);
    }

    /// <summary>Ends the member that began last.</summary>
    public void End(string name)
    {
        if (faults.Count > _first && _first < Faults.MaxListed)
            (_byMember ??= new Dictionary<string, (int First, int Count)>(KeyedTexts.Comparer))[name] = (_first, faults.Count - _first);
    }

    /// <summary>Removes the faults of replaced members, after all are read.</summary>
    public void RemoveReplaced()
    {
        if (_replaced is null)
            return;
        foreach (var (first, count) in _replaced.OrderByDescending(static replaced => replaced.First))
            faults.Forget(first, count);
    }
}
