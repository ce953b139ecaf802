using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using GrowthBook;
using GrowthBook.Pure.Differential;
using GrowthBook.Pure.Spec;

// Runs the case suite, the recorded answers in a file, and the numbers that tests/Pure/Tables/numbers.mjs prints, on this runtime:
//   mono GrowthBook.Pure.Mono.exe [RECORDS] [SEED] [NUMBERS]
// Prints each failure, then "N passed, N failed, N skipped". Exit code 1: a case failed.
const int Printed = 20;

var (passed, failed, skipped) = (0, 0, 0);
Console.WriteLine($"{Runtime()}, culture {CultureInfo.CurrentCulture.Name}");

foreach (var row in Cases.Own.Append(Cases.Suite).OfType<Cases>().SelectMany(file => file.Functions.SelectMany(file.Rows)))
{
    try
    {
        Checks.Run(row);
        passed++;
    }
    catch (Exception failure)
    {
        if (++failed <= Printed)
            Console.WriteLine($"FAILED {row}\n{failure}\n");
    }
}
if (Cases.Suite is null)
{
    Console.WriteLine($"the public case suite is not at {Cases.SuitePath}; set GROWTHBOOK_SPEC_CASES to its path");
    skipped++;
}

if (args is [var path, ..])
{
    var comparison = new Comparison(args.ElementAtOrDefault(1) ?? "unknown");
    using var file = File.OpenRead(path);
    foreach (var line in Lines.Of(file))
        comparison.Add(line.Span);
    Console.WriteLine($"{comparison}");
    passed += comparison.Count - comparison.Different;
    failed += comparison.Different;
}

if (args is [_, _, var numbers])
{
    var isJson = new Regex(@"^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$");
    foreach (var columns in File.ReadLines(numbers).Select(line => line.Split('\t')).Where(columns => isJson.IsMatch(columns[0])))
    {
        var expected = BitConverter.Int64BitsToDouble(long.Parse(columns[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var read = JsonSerializer.Deserialize<Value>(columns[0]) is Value.Number number ? number.Content : double.NaN;
        var text = new Value.Number(expected).ToString();
        if (read.Equals(expected) && text == (double.IsInfinity(expected) ? "null" : columns[2]))
            passed++;
        else if (++failed <= Printed)
            Console.WriteLine($"FAILED {columns[0]}: {columns[2]} in Node, {text} here\n");
    }
}

Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

static string Runtime() =>
    Type.GetType("Mono.Runtime")?.GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static)?.Invoke(null, null) is string version
        ? $"Mono {version}"
        : $".NET Framework {Environment.Version}";
