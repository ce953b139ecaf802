namespace WebApp.Tests.Serverless;

/// <summary>A copy of the function's program with another payload; deletes it in the end.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-serverless-");

    public ProgramFolder(string program, string payload)
    {
        var source = new DirectoryInfo(Path.GetDirectoryName(program)!);
        foreach (var file in source.EnumerateFiles("bootstrap*").Concat(source.EnumerateFiles("GrowthBook.Pure.dll")))
            file.CopyTo(Path.Combine(_folder.FullName, file.Name));
        ProgramPath = Path.Combine(_folder.FullName, Path.GetFileName(program));
        File.WriteAllText(Path.Combine(_folder.FullName, "shipping.json"), payload);
    }

    public string ProgramPath { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
