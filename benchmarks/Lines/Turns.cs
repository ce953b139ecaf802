using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>
/// The library and the hand-written code in turn, in one process and some milliseconds each, so that both meet the same
/// machine whatever else it does. The fast quarter of many turns is reported, which other processes disturb least.
/// </summary>
internal static class Turns
{
    private const int Count = 24;
    private const double Length = 0.02; // seconds
    private const double WarmUp = 1.2; // seconds

    private static int _sink;

    public static int Print(string? only)
    {
        var workload = Workload.Current;
        Agreement.Check(workload.FeatureKeys);
        var lines = Line.All(workload).Where(line => !line.IsMeasuredSingly && (only is null || line.Scenario == only)).ToArray();
        if (lines.Length == 0)
        {
            Console.Error.WriteLine($"no scenario `{only}`");
            return 2;
        }
        Console.WriteLine("| scenario | library, ns | by hand, ns | library / by hand | library - by hand, ns |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach (var (scenario, ours, theirs) in Measure(lines))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{scenario}` | {ours:F1} | {theirs:F1} | {ours / theirs:F2} | {ours - theirs:F1} |"));
        }
        return _sink == int.MinValue ? 1 : 0;
    }

    /// <summary>The nanoseconds of one evaluation per line, by the library and by hand.</summary>
    public static IReadOnlyList<(string Scenario, double Library, double ByHand)> Measure(IEnumerable<Line> lines)
    {
        var sides = lines.SelectMany(line => new[] { new Side(line, line.Library), new Side(line, line.ByHand) }).ToArray();
        foreach (var side in sides)
            side.Prepare();
        for (var turn = 0; turn < Count; turn++)
        {
            foreach (var side in sides)
                side.Measure();
        }
        return [.. sides.Chunk(2).Select(pair => (pair[0].Scenario, pair[0].Nanoseconds, pair[1].Nanoseconds))];
    }

    private sealed class Side(Line line, Func<int, int> work)
    {
        private readonly List<double> _seconds = [];
        private int _times = 500;

        public string Scenario => line.Scenario;

        public double Nanoseconds => _seconds.Order().ElementAt(Count / 4) * 1e9 / _times / line.Evaluations;

        /// <summary>Warms up, with pauses in which the runtime optimises, and finds how many repetitions fill a turn.</summary>
        public void Prepare()
        {
            var warmUp = Stopwatch.StartNew();
            double seconds;
            do
            {
                seconds = Seconds();
                if (seconds < Length / 4)
                    _times *= 2;
                Thread.Sleep(1);
            }
            while (warmUp.Elapsed.TotalSeconds < WarmUp);
            _times = Math.Max(1, (int)(_times * Length / seconds));
        }

        public void Measure() => _seconds.Add(Seconds());

        private double Seconds()
        {
            var start = Stopwatch.GetTimestamp();
            for (var left = _times; left > 0; left -= 500)
                _sink += work(Math.Min(left, 500));
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }
}
