#:property PublishAot=false
#:property NoWarn=$(NoWarn);IL2026;IL3050

// The coverage of GrowthBook.Pure, from the coverage.json files that coverlet leaves in
// tests/**/TestResults.
//
//   dotnet run .ci/coverage.cs -- ROOT
//
// Fails unless every line and more than 95 % of the branches ran. A line that throws
// UnreachableException does not count: it is there because no test can reach it.

using System.Globalization;
using System.Text.Json;

const double RequiredBranches = 0.95;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = Path.GetFullPath(args is [var folder, ..] ? folder : ".");
var reports = Directory
    .EnumerateFiles(Path.Combine(root, "tests"), "coverage.json", SearchOption.AllDirectories)
    // The results folder also holds a copy, deeper down.
    .Where(path => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(path))) == "TestResults")
    .ToList();

var sources = new Dictionary<string, string[]>();
var failed = false;

if (reports.Count == 0)
{
    Console.WriteLine("coverage: no report found");
    failed = true;
}
else
{
    var lines = new SortedDictionary<(string File, int Line), long>();
    var branches = new SortedDictionary<(string File, int Line, string Method, string Branch), long>();
    foreach (var report in reports)
        Read(report, lines, branches);

    var countedLines = lines.Where(entry => !IsUnreachable(entry.Key.File, entry.Key.Line)).ToList();
    var missedLines = countedLines.Where(entry => entry.Value == 0).Select(entry => entry.Key).ToList();
    var missedBranches = branches.Where(entry => entry.Value == 0).Select(entry => (entry.Key.File, entry.Key.Line)).ToList();
    var lineRate = Rate(missedLines.Count, countedLines.Count);
    var branchRate = Rate(missedBranches.Count, branches.Count);

    Console.WriteLine(
        $"coverage: lines {Percent(lineRate)} ({missedLines.Count} of {countedLines.Count} missed, "
        + $"{lines.Count - countedLines.Count} unreachable left out), "
        + $"branches {Percent(branchRate)} ({missedBranches.Count} of {branches.Count} missed)");
    foreach (var (file, line) in missedLines)
        Console.WriteLine($"  line   {Path.GetRelativePath(root, file)}:{line}: {Source(file, line)}");
    foreach (var (file, line) in missedBranches.Distinct())
        Console.WriteLine($"  branch {Path.GetRelativePath(root, file)}:{line}: {Source(file, line)}");

    failed |= countedLines.Count == 0 || missedLines.Count > 0 || branchRate <= RequiredBranches;
}

Console.WriteLine(failed ? "coverage: not enough" : "coverage: enough");
return failed ? 1 : 0;

// Module > file > class > method > { Lines: { "12": hits }, Branches: [ { Line, Offset, …, Hits } ] }
static void Read(
    string report,
    SortedDictionary<(string File, int Line), long> lines,
    SortedDictionary<(string File, int Line, string Method, string Branch), long> branches)
{
    using var document = JsonDocument.Parse(File.ReadAllBytes(report));
    foreach (var file in document.RootElement.EnumerateObject().SelectMany(module => module.Value.EnumerateObject()))
        foreach (var method in file.Value.EnumerateObject().SelectMany(type => type.Value.EnumerateObject()))
        {
            foreach (var line in method.Value.GetProperty("Lines").EnumerateObject())
            {
                var key = (file.Name, int.Parse(line.Name, CultureInfo.InvariantCulture));
                lines[key] = lines.GetValueOrDefault(key) + line.Value.GetInt64();
            }

            foreach (var branch in method.Value.GetProperty("Branches").EnumerateArray())
            {
                int Number(string name) => branch.GetProperty(name).GetInt32();
                var key = (file.Name, Number("Line"), method.Name, $"{Number("Offset")}-{Number("EndOffset")}-{Number("Path")}-{Number("Ordinal")}");
                branches[key] = branches.GetValueOrDefault(key) + branch.GetProperty("Hits").GetInt64();
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
