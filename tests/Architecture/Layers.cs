namespace GrowthBook.Architecture;

/// <summary>The order of an assembly's folders, lowest first. A folder may use itself and the folders of lower ranks.</summary>
/// <param name="ranks">The folders of each rank; folders that share a rank must not use each other.</param>
internal sealed class Layers(params string[][] ranks)
{
    /// <summary>The name of the layer for files directly in the project's folder.</summary>
    public const string Root = "(root)";

    private readonly Dictionary<string, int> _ranks = ranks
        .SelectMany((folders, rank) => folders.Select(folder => (folder, rank)))
        .ToDictionary(pair => pair.folder, pair => pair.rank, StringComparer.Ordinal);

    public IEnumerable<string> Folders => _ranks.Keys;

    public bool Contains(string folder) => _ranks.ContainsKey(folder);

    public bool Allows(string user, string used) =>
        user == used || (_ranks.TryGetValue(user, out var upper) && _ranks.TryGetValue(used, out var lower) && lower < upper);
}
