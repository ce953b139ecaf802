using System.Text;

namespace GrowthBook.Cli.Tests;

/// <summary>A folder for the files of one test class.</summary>
public sealed class Files : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gb-tests-");

    public static string Repository { get; } = FindRepository();

    public static string Sample(string name) => Path.Combine(Repository, "samples", "shop", name);

    public string Folder => _folder.FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("GrowthBook.sln is in none of the folders above the tests");
    }
}
