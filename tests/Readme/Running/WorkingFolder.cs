using GrowthBook.Readme.Tests.Markdown;

namespace GrowthBook.Readme.Tests.Running;

/// <summary>A temporary folder with the files that a page shows; the current directory until it is disposed.</summary>
internal sealed class WorkingFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-docs-");

    public WorkingFolder(IEnumerable<Block> files)
    {
        foreach (var file in files)
            File.WriteAllText(Path.Combine(_folder.FullName, file.Directive.File!), file.Text);
        Environment.CurrentDirectory = _folder.FullName;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _folder.Delete(recursive: true);
    }
}
