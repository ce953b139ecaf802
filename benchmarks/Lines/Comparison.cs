using System.Globalization;
using System.Text.Json;

namespace GrowthBook.Benchmarks;

/// <summary>
/// A table of files that hold lines such as <c>--lines</c> prints: of each scenario the times in nanoseconds, and
/// how many times as long the other files take as the first one.
/// </summary>
internal static class Comparison
{
    public static int Print(string[] files)
    {
        if (files.Length < 2)
        {
            Console.Error.WriteLine("--compare OURS OTHER...");
            return 2;
        }
        var names = files.Select(Path.GetFileNameWithoutExtension).ToArray();
        var times = files.Select(Read).ToArray();
        Console.WriteLine($"| scenario | {names[0]} | {string.Join(" | ", names.Skip(1).Select(name => $"{name} | ratio"))} |");
        Console.WriteLine($"|---|---:|{string.Concat(names.Skip(1).Select(_ => "---:|---:|"))}");
        foreach (var (scenario, ours) in times[0])
        {
            var others = times.Skip(1).Select(other => other.TryGetValue(scenario, out var theirs)
                ? Text($"{Time(theirs)} | {theirs / ours:F2}")
                : " | ");
            Console.WriteLine(Text($"| {scenario} | {Time(ours)} | {string.Join(" | ", others)} |"));
        }
        Console.WriteLine($"| geometric mean | | {string.Join(" | ", times.Skip(1).Select(other => Text($" | {Mean(times[0], other):F2}")))} |");
        return 0;
    }

    private static double Mean(Dictionary<string, double> ours, Dictionary<string, double> theirs) =>
        Math.Exp(ours.Where(line => theirs.ContainsKey(line.Key)).Average(line => Math.Log(theirs[line.Key] / line.Value)));

    /// <summary>The medians of a file; of several lines of one scenario, as from several rounds, the median again.</summary>
    private static Dictionary<string, double> Read(string file) => File.ReadLines(file)
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
        .GroupBy(line => line.GetProperty("scenario").GetString()!, line => line.GetProperty("ns").GetDouble())
        .ToDictionary(scenario => scenario.Key, scenario => scenario.Order().ElementAt(scenario.Count() / 2));

    private static string Time(double nanoseconds) => nanoseconds < 1000 ? Text($"{nanoseconds:F1}") : Text($"{nanoseconds:N0}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
