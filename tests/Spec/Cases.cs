using System.Text.Json;

namespace GrowthBook.Pure.Spec;

/// <summary>A file of cases: rows by function.</summary>
internal sealed class Cases
{
    private static readonly string Root = FindRoot();
    private static readonly Lazy<Cases?> PublicSuite = new(() => File.Exists(SuitePath) ? Read(SuitePath) : null);
    private static readonly Lazy<IReadOnlyList<Cases>> OwnFiles = new(() =>
        Directory.GetFiles(Path.Combine(Root, "tests", "Spec", "cases"), "*.json").OrderBy(path => path, StringComparer.Ordinal).Select(Read).ToList());

    private readonly Dictionary<string, List<string>> _rows = new(StringComparer.Ordinal);

    private Cases(string name) => Name = name;

    /// <summary>The public suite; <c>null</c> if the file is missing.</summary>
    public static Cases? Suite => PublicSuite.Value;

    /// <summary>The files of the repository.</summary>
    public static IReadOnlyList<Cases> Own => OwnFiles.Value;

    /// <summary>The path of the public suite.</summary>
    public static string SuitePath => Path.GetFullPath(Path.Combine(
        Root, Environment.GetEnvironmentVariable("GROWTHBOOK_SPEC_CASES") is { Length: > 0 } path ? path : "../shared/spec/cases.json"));

    /// <summary>The name of the file.</summary>
    public string Name { get; }

    /// <summary>The functions that have rows.</summary>
    public IReadOnlyCollection<string> Functions => _rows.Keys;

    /// <summary>How many rows the file has.</summary>
    public int Count => _rows.Values.Sum(rows => rows.Count);

    /// <summary>A file by its name.</summary>
    public static Cases Find(string name) => Own.Append(Suite).OfType<Cases>().First(cases => cases.Name == name);

    /// <summary>The rows of a function.</summary>
    public IEnumerable<Row> Rows(string function) =>
        Enumerable.Range(0, _rows.TryGetValue(function, out var rows) ? rows.Count : 0).Select(index => new Row(Name, function, index));

    /// <summary>The JSON text of a row, as written in the file.</summary>
    public string Text(string function, int index) => _rows[function][index];

    private static Cases Read(string path)
    {
        var cases = new Cases(Path.GetFileName(path));
        using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { MaxDepth = 512 });
        foreach (var member in json.RootElement.EnumerateObject())
        {
            // The version of the suite is the only member that holds no rows.
            if (member.NameEquals("specVersion"))
                continue;
            cases._rows.Add(member.Name, member.Value.EnumerateArray().Select(row => row.GetRawText()).ToList());
        }
        return cases;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no GrowthBook.sln above {AppContext.BaseDirectory}");
    }
}
