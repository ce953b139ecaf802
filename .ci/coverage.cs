#:property PublishAot=false
#:property NoWarn=$(NoWarn);IL2026;IL3050

// The coverage of the libraries, from the coverage.json files that coverlet writes to tests/**/TestResults.
//
//   dotnet run .ci/coverage.cs -- ROOT
//
// Fails unless every line and more than 95 % of the branches of GrowthBook.Pure ran, and more than 95 % of the lines of
// the other libraries in the list. A line that throws UnreachableException does not count: no test can reach it.

using System.Globalization;
using System.Text.Json;

// The shares of the lines and branches that must have run.
(string Assembly, double Lines, double Branches)[] required =
[
    ("GrowthBook.Pure", 1, 0.95),
    ("GrowthBook.Effects", 0.95, 0),
    ("GrowthBook.LanguageExt", 0.95, 0),
    ("GrowthBook.Analysis", 0.95, 0),
    ("GrowthBook.Redis", 0.95, 0),
    ("GrowthBook.AspNetCore", 0.95, 0),
    ("GrowthBook.FeatureManagement", 0.95, 0),
    ("GrowthBook.Blazor", 0.95, 0),
];

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = Path.GetFullPath(args is [var folder, ..] ? folder : ".");
var reports = Directory
    .EnumerateFiles(Path.Combine(root, "tests"), "coverage.json", SearchOption.AllDirectories)
    // The results folder also holds a copy, deeper down.
    .Where(path => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path))) == "TestResults")
    .ToList();

var sources = new Dictionary<string, string[]>();
var counts = required.ToDictionary(assembly => assembly.Assembly, _ => new Counts());
foreach (var report in reports)
    Read(report, counts);

// Several assemblies compile some sources; the tests of one of them count for all.
var ran = counts.Values
    .SelectMany(assembly => assembly.Lines)
    .Where(line => line.Value > 0)
    .Select(line => line.Key)
    .ToHashSet();
foreach (var assembly in counts.Values)
{
    foreach (var line in assembly.Lines.Keys.Where(ran.Contains).ToList())
        assembly.Add(line, 1);
}

var failed = false;
foreach (var (assembly, lines, branches) in required)
    failed |= !IsEnough(assembly, counts[assembly], lines, branches);
Console.WriteLine(failed ? "coverage: not enough" : "coverage: enough");
return failed ? 1 : 0;

bool IsEnough(string assembly, Counts counts, double requiredLines, double requiredBranches)
{
    var countedLines = counts.Lines.Where(entry => !IsUnreachable(entry.Key.File, entry.Key.Line)).ToList();
    var missedLines = countedLines.Where(entry => entry.Value == 0).Select(entry => entry.Key).ToList();
    var missedBranches = counts.Branches.Where(entry => entry.Value == 0).Select(entry => (entry.Key.File, entry.Key.Line)).ToList();
    var lineRate = Rate(missedLines.Count, countedLines.Count);
    var branchRate = Rate(missedBranches.Count, counts.Branches.Count);

    Console.WriteLine(
        $"coverage of {assembly}: lines {Percent(lineRate)} ({missedLines.Count} of {countedLines.Count} missed, "
        + $"{counts.Lines.Count - countedLines.Count} unreachable left out), "
        + $"branches {Percent(branchRate)} ({missedBranches.Count} of {counts.Branches.Count} missed)");
    foreach (var (file, line) in missedLines)
        Console.WriteLine($"  line   {Path.GetRelativePath(root, file)}:{line}: {Source(file, line)}");
    if (requiredBranches > 0)
    {
        foreach (var (file, line) in missedBranches.Distinct())
            Console.WriteLine($"  branch {Path.GetRelativePath(root, file)}:{line}: {Source(file, line)}");
    }

    return countedLines.Count > 0
        && (requiredLines == 1 ? missedLines.Count == 0 : lineRate > requiredLines)
        && (requiredBranches == 0 || branchRate > requiredBranches);
}

// Module > file > class > method > { Lines: { "12": hits }, Branches: [ { Line, Offset, …, Hits } ] }
static void Read(string report, Dictionary<string, Counts> assemblies)
{
    using var document = JsonDocument.Parse(File.ReadAllBytes(report));
    foreach (var module in document.RootElement.EnumerateObject())
    {
        if (!assemblies.TryGetValue(Path.GetFileNameWithoutExtension(module.Name), out var counts))
            continue;
        foreach (var file in module.Value.EnumerateObject())
        {
            foreach (var method in file.Value.EnumerateObject().SelectMany(type => type.Value.EnumerateObject()))
            {
                foreach (var line in method.Value.GetProperty("Lines").EnumerateObject())
                    counts.Add((file.Name, int.Parse(line.Name, CultureInfo.InvariantCulture)), line.Value.GetInt64());

                foreach (var branch in method.Value.GetProperty("Branches").EnumerateArray())
                {
                    int Number(string name) => branch.GetProperty(name).GetInt32();
                    counts.Add(
                        (file.Name, Number("Line"), method.Name, $"{Number("Offset")}-{Number("EndOffset")}-{Number("Path")}-{Number("Ordinal")}"),
                        branch.GetProperty("Hits").GetInt64());
                }
            }
        }
    }
}

static double Rate(int missed, int all) => all == 0 ? 1 : 1 - ((double)missed / all);

// Rounds down: 99.996 % is not 100 %.
static string Percent(double rate) => $"{Math.Floor(rate * 10000) / 100:0.00} %";

bool IsUnreachable(string file, int line) => Source(file, line).Contains("throw new UnreachableException(", StringComparison.Ordinal);

string Source(string file, int line)
{
    if (!sources.TryGetValue(file, out var text))
        sources[file] = text = File.Exists(file) ? File.ReadAllLines(file) : [];
    return line <= text.Length ? text[line - 1].Trim() : "";
}

// How often each line and branch of an assembly ran.
internal sealed class Counts
{
    public SortedDictionary<(string File, int Line), long> Lines { get; } = [];

    public SortedDictionary<(string File, int Line, string Method, string Branch), long> Branches { get; } = [];

    public void Add((string File, int Line) line, long hits) => Lines[line] = Lines.GetValueOrDefault(line) + hits;

    public void Add((string File, int Line, string Method, string Branch) branch, long hits) =>
        Branches[branch] = Branches.GetValueOrDefault(branch) + hits;
}
