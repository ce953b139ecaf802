using System.Globalization;
using System.Reflection;
using GrowthBook.Pure.Differential;
using GrowthBook.Pure.Spec;

// Runs the case suite, and the recorded answers in a file, on this runtime:
//   mono GrowthBook.Pure.Mono.exe [RECORDS] [SEED]
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

Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

static string Runtime() =>
    Type.GetType("Mono.Runtime")?.GetMethod("GetDisplayName", BindingFlags.NonPublic | BindingFlags.Static)?.Invoke(null, null) is string version
        ? $"Mono {version}"
        : $".NET Framework {Environment.Version}";
