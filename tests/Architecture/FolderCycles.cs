namespace GrowthBook.Architecture;

/// <summary>Finds folders that use each other, directly or through other folders.</summary>
internal static class FolderCycles
{
    /// <summary>One text for each cycle, with the uses that close it.</summary>
    public static IEnumerable<string> In(IEnumerable<TypeUse> uses)
    {
        var edges = uses.ToLookup(use => use.FromFolder, StringComparer.Ordinal);
        var reachable = edges.ToDictionary(folder => folder.Key, folder => Reachable(folder.Key, edges), StringComparer.Ordinal);
        return from folder in reachable
               where folder.Value.Contains(folder.Key)
               let cycle = folder.Value.Where(other => reachable.TryGetValue(other, out var back) && back.Contains(folder.Key)).Order(StringComparer.Ordinal).ToArray()
               where cycle[0] == folder.Key
               select $"cycle of {string.Join(", ", cycle)}:\n  " + string.Join("\n  ",
                   cycle.SelectMany(member => edges[member]).Where(use => cycle.Contains(use.ToFolder)));
    }

    private static HashSet<string> Reachable(string start, ILookup<string, TypeUse> edges)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var folder))
        {
            foreach (var use in edges[folder])
            {
                if (found.Add(use.ToFolder))
                    open.Push(use.ToFolder);
            }
        }
        return found;
    }
}
