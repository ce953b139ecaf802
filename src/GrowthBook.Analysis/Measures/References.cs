namespace GrowthBook.Analysis;

/// <summary>The features and saved groups that a part of a payload refers to.</summary>
internal static class References
{
    /// <summary>The keys of the prerequisites of a rule.</summary>
    public static IEnumerable<string> Prerequisites(Value.Object rule)
    {
        if (rule["parentConditions"] is not Value.Array parents)
            yield break;
        foreach (var parent in parents)
        {
            if (parent["id"].AsString() is { } key)
                yield return key;
        }
    }

    /// <summary>The ids of the saved groups of a condition, or of any value that contains conditions.</summary>
    public static IEnumerable<string> Groups(Value value) => value switch
    {
        Value.Object members => members.SelectMany(member => Of(member.Key, member.Value)),
        Value.Array items => items.SelectMany(Groups),
        _ => [],
    };

    private static IEnumerable<string> Of(string name, Value operand) => name switch
    {
        "$savedGroup" when operand["id"].AsString() is { } id => [id],
        "$inGroup" or "$notInGroup" when operand.AsString() is { } id => [id],
        _ => Groups(operand),
    };

    /// <summary>The nodes from which an edge leads to a start, in any number of steps, and the starts.</summary>
    /// <param name="starts">The nodes that are reached.</param>
    /// <param name="edges">Edges from a node to one that it refers to.</param>
    public static HashSet<string> Referring(IEnumerable<string> starts, IEnumerable<(string From, string To)> edges)
    {
        var found = new HashSet<string>(starts, StringComparer.Ordinal);
        if (found.Count == 0)
            return found;
        var referring = edges.ToLookup(edge => edge.To, edge => edge.From, StringComparer.Ordinal);
        var open = new Stack<string>(found);
        while (open.TryPop(out var node))
        {
            foreach (var next in referring[node])
            {
                if (found.Add(next))
                    open.Push(next);
            }
        }
        return found;
    }
}
