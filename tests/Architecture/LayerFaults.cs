namespace GrowthBook.Architecture;

/// <summary>Compares the folders of an assembly with its layers.</summary>
internal static class LayerFaults
{
    /// <summary>One line per fault; empty if the assembly obeys its layers.</summary>
    public static IEnumerable<string> Of(string assembly, IReadOnlyList<SourceFile> files, Layers layers, IReadOnlyList<TargetFramework> frameworks)
    {
        var graph = TypeGraph.Of(assembly, files, frameworks);
        return
        [
            .. graph.Folders.Where(folder => !layers.Contains(folder)).Select(folder => $"the folder {folder} is in no layer"),
            .. layers.Folders.Except(graph.Folders).Select(folder => $"the layer {folder} has no file"),
            .. graph.SplitTypes.Select(type => $"{type.Type} is declared in several folders: {string.Join(", ", type.Folders)}"),
            .. graph.Uses.Where(use => !layers.Allows(use.FromFolder, use.ToFolder)).Select(use => $"{use} against the order"),
            .. FolderCycles.In(graph.Uses),
        ];
    }
}
