using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace GrowthBook.Architecture;

/// <summary>Reads the C# files of a project below <c>src/</c>.</summary>
internal static class ProjectSources
{
    private static string SourceDirectory { get; } = typeof(ProjectSources).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "src").Value!;

    /// <summary>The folder of the repository.</summary>
    public static string Root => Path.GetDirectoryName(SourceDirectory)!;

    private static readonly ConcurrentDictionary<string, IReadOnlyList<SourceFile>> Projects = [];

    /// <summary>The files of a project; the same list for each call, so that its tests share a compilation.</summary>
    public static IReadOnlyList<SourceFile> Of(string project) => Projects.GetOrAdd(project, Read);

    /// <summary>The target frameworks that the project file names.</summary>
    public static IReadOnlyList<TargetFramework> FrameworksOf(string project)
    {
        var named = XDocument.Load(Path.Combine(SourceDirectory, project, project + ".csproj")).Descendants()
            .Where(element => element.Name.LocalName is "TargetFramework" or "TargetFrameworks").SelectMany(element => element.Value.Split(';'));
        return [.. named.Select(name => TargetFramework.All.Single(framework => framework.Name == name))];
    }

    private static IReadOnlyList<SourceFile> Read(string project)
    {
        var directory = Path.Combine(SourceDirectory, project);
        var own = Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Name: Path.GetRelativePath(directory, path)))
            .Where(file => FolderOf(file.Name) is not ("bin" or "obj"));
        return [.. own.Concat(Linked(directory, project)).Select(file => new SourceFile(
            Path.GetRelativePath(Path.GetDirectoryName(SourceDirectory)!, file.Path).Replace('\\', '/'),
            FolderOf(file.Name),
            File.ReadAllText(file.Path)))];
    }

    /// <summary>The files of other folders that the project file includes; they belong to the folder that their link names.</summary>
    private static IEnumerable<(string Path, string Name)> Linked(string directory, string project) =>
        from compile in XDocument.Load(Path.Combine(directory, project + ".csproj")).Descendants("Compile")
        let include = Path.Combine(directory, compile.Attribute("Include")!.Value)
        from path in Directory.EnumerateFiles(Path.GetDirectoryName(include)!, Path.GetFileName(include))
        select (Path.GetFullPath(path), compile.Attribute("Link")!.Value);

    private static string FolderOf(string name)
    {
        var end = name.IndexOfAny(['/', '\\']);
        return end < 0 ? Layers.Root : name[..end];
    }
}
