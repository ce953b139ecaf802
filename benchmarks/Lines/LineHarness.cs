using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>
/// A plain stopwatch, as benchmarks in other languages have it: warm up, find a number of repetitions that takes long
/// enough, run seven times, take the median. Loading, which takes milliseconds, is timed load by load.
/// </summary>
internal static class LineHarness
{
    private const int Runs = 7;

    /// <summary>How many times something is run that is measured singly.</summary>
    private const int SingleRuns = 40;

    /// <summary>How many seconds of work make sure that everything is compiled and optimised.</summary>
    private const double WarmUp = 1.5;

    /// <summary>How many seconds a run lasts at least.</summary>
    private const double Shortest = 0.5;

    private const double Aim = 0.55;

    private static int _sink;

    /// <summary>Prints a JSON object for each row; the time is that of one evaluation, or of one load.</summary>
    public static int Print(bool byHand, string? only)
    {
        var workload = Workload.Current;
        Agreement.Check(workload.FeatureKeys);
        var lines = Line.All(workload).Concat(ClientLine.All(workload).Select(line => line.ToLine())).Where(line => only is null || line.Scenario == only).ToArray();
        if (lines.Length == 0)
        {
            Console.Error.WriteLine($"no scenario `{only}`");
            return 2;
        }
        foreach (var line in lines)
            Console.WriteLine(Measure(line, byHand ? line.ByHand : line.Library));
        return _sink == int.MinValue ? 1 : 0;
    }

    private static string Measure(Line line, Func<int, int> work)
    {
        var times = 1;
        while (Seconds(work, times) < WarmUp / 15)
            times *= 2;
        var warmUp = Stopwatch.StartNew();
        while (warmUp.Elapsed.TotalSeconds < WarmUp)
            Seconds(work, Math.Max(1, times / 4));
        times = line.IsMeasuredSingly ? 1 : Math.Max(1, (int)Math.Ceiling(times * Aim / Seconds(work, times)));

        var (runs, shortest) = line.IsMeasuredSingly ? (SingleRuns, 0) : (Runs, Shortest);
        var seconds = new List<double>();
        while (seconds.Count < runs)
        {
            var run = Seconds(work, times);
            if (run < shortest)
            {
                times = (int)Math.Ceiling(times * Math.Max(1.15, Aim / run));
                seconds.Clear();
                continue;
            }
            seconds.Add(run);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(work, times);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;

        var evaluations = (double)times * line.Evaluations;
        seconds.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {"scenario":"{{line.Scenario}}","ns":{{Nanoseconds(runs / 2):F2}},"min":{{Nanoseconds(0):F2}},"max":{{Nanoseconds(runs - 1):F2}},"bytes":{{bytes / evaluations:0.#}}}
            """);

        double Nanoseconds(int run) => seconds[run] * 1e9 / evaluations;
    }

    private static double Seconds(Func<int, int> work, int times)
    {
        var start = Stopwatch.GetTimestamp();
        Run(work, times);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>In portions, so that the loops themselves are called often enough to be optimised.</summary>
    private static void Run(Func<int, int> work, int times)
    {
        for (var left = times; left > 0; left -= 500)
            _sink += work(Math.Min(left, 500));
    }
}
