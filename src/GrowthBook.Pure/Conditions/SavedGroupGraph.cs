namespace GrowthBook;

/// <summary>
/// The references among the saved groups of a payload: finds cycles, heights and groups that are worth keeping a result of.
/// Takes time linear in the groups and their references, and no recursion.
/// </summary>
internal sealed class SavedGroupGraph
{
    /// <summary>
    /// The number of members, with those of the groups that are tested within, from which on a result is kept. So each
    /// reference costs at most this many, however the references branch.
    /// </summary>
    private const int MinKeptCost = 64;

    private readonly SavedGroup?[] _groups;
    private readonly bool[] _isEntered;

    /// <summary>The nesting of a group through all others; 0 while it is not known, and for groups without a condition.</summary>
    private readonly int[] _heights;

    /// <summary>The cost of a reference to a group; 0 while it is not known.</summary>
    private readonly int[] _costs;

    private SavedGroupGraph(SavedGroup?[] groups)
    {
        _groups = groups;
        _isEntered = new bool[groups.Length];
        _heights = new int[groups.Length];
        _costs = new int[groups.Length];
    }

    /// <summary>Replaces the groups by resolved ones, and reports those that can match no subject or not all that they should.</summary>
    public static void Resolve(SavedGroup?[] groups, IReadOnlyList<string> ids, Faults faults)
    {
        var graph = new SavedGroupGraph(groups);
        for (var number = 0; number < groups.Length; number++)
        {
            if (groups[number] is SavedGroup.Conditional && !graph._isEntered[number])
                graph.Walk(number, ids, faults);
        }
    }

    /// <summary>Resolves a group after those that it refers to.</summary>
    private void Walk(int root, IReadOnlyList<string> ids, Faults faults)
    {
        var open = new Stack<(int Number, int Reference)>();
        open.Push((root, 0));
        _isEntered[root] = true;
        while (open.Count > 0)
        {
            var (number, reference) = open.Pop();
            var group = (SavedGroup.Conditional)_groups[number]!;
            if (reference == group.References.Length)
            {
                Leave(number, group, ids[number], faults);
                continue;
            }
            open.Push((number, reference + 1));
            var next = group.References[reference];
            if (_groups[next] is SavedGroup.Conditional && !_isEntered[next])
            {
                _isEntered[next] = true;
                open.Push((next, 0));
            }
        }
    }

    private void Leave(int number, SavedGroup.Conditional group, string id, Faults faults)
    {
        var (height, cost, closes, isCyclic) = (0, (long)group.Size, false, false);
        foreach (var reference in group.References)
        {
            if (_groups[reference] is not SavedGroup.Conditional other)
                continue;
            closes |= _costs[reference] == 0; // it is still open
            isCyclic |= other.Resolution == GroupResolution.Cyclic;
            height = Math.Max(height, _heights[reference]);
            cost = Math.Min(int.MaxValue, cost + _costs[reference]);
        }
        height = Math.Min(SavedGroup.Conditional.MaxHeight + 1, height + group.Height);
        var resolution = closes || isCyclic ? GroupResolution.Cyclic
            : height > SavedGroup.Conditional.MaxHeight ? GroupResolution.TooDeep
            : cost >= MinKeptCost ? GroupResolution.Kept
            : GroupResolution.Plain;
        _heights[number] = height;
        _costs[number] = resolution == GroupResolution.Plain ? (int)Math.Max(1, cost) : 1;
        _groups[number] = group.With(resolution);
        if (closes)
            Report(id, ErrorSeverity.Warning, "refers to itself through saved groups; the reference that closes the circle matches no user", faults);
        else if (resolution == GroupResolution.TooDeep)
            Report(id, ErrorSeverity.Error, $"nests deeper than {SavedGroup.Conditional.MaxHeight} levels through saved groups; it matches no user", faults);
    }

    private static void Report(string id, ErrorSeverity severity, string message, Faults faults)
    {
        faults.Position.Enter("savedGroups");
        faults.Position.Enter(id);
        faults.Add(severity, message);
        faults.Position.Leave();
        faults.Position.Leave();
    }
}
