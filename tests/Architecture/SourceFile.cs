namespace GrowthBook.Architecture;

/// <summary>One C# file of an assembly.</summary>
/// <param name="Path">The path to print.</param>
/// <param name="Folder">The first folder of the path within the project, or <see cref="Layers.Root"/>.</param>
/// <param name="Text">The content.</param>
internal sealed record SourceFile(string Path, string Folder, string Text);
