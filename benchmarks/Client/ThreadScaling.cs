using System.Diagnostics;

namespace GrowthBook.Benchmarks;

/// <summary>How many times as much two threads do as one, in turns of some milliseconds; the best quarter of many turns counts.</summary>
internal static class ThreadScaling
{
    private const int Turns = 24;
    private const double Length = 0.02; // seconds

    private static int _sink;

    public static (double Client, double Pure) Measure(Func<Func<int, int>> client, Func<Func<int, int>> pure)
    {
        var sides = new[] { client, pure }.Select(create => (Single: new[] { create() }, Both: new[] { create(), create() })).ToArray();
        var rates = sides.Select(_ => (One: new List<double>(), Two: new List<double>())).ToArray();
        for (var turn = 0; turn < Turns; turn++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                rates[i].One.Add(Rate(sides[i].Single));
                rates[i].Two.Add(Rate(sides[i].Both));
            }
        }
        return (Ratio(rates[0].One, rates[0].Two), Ratio(rates[1].One, rates[1].Two));
    }

    private static double Ratio(List<double> one, List<double> two) => Fast(two) / Fast(one);

    private static double Fast(List<double> rates) => rates.OrderDescending().ElementAt(rates.Count / 4);

    /// <summary>The calls per second of threads that run at the same time.</summary>
    private static double Rate(Func<int, int>[] works)
    {
        using var start = new Barrier(works.Length);
        var rates = new double[works.Length];
        var threads = works.Select((work, number) => new Thread(() =>
        {
            start.SignalAndWait();
            var (begun, times, count) = (Stopwatch.GetTimestamp(), 0, 0);
            double seconds;
            do
            {
                count += work(500);
                times += 500;
                seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }
            while (seconds < Length);
            rates[number] = times / seconds;
            Interlocked.Add(ref _sink, count);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return rates.Sum();
    }
}
