using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>
/// The calls of the client and the pure evaluations that they contain, in turn in one process: times, their ratio, bytes, and how
/// much two threads do compared with one.
/// </summary>
internal static class ClientTable
{
    public static int Print(string? only)
    {
        var lines = ClientLine.All(Workload.Current).Where(line => only is null || line.Scenario == only).ToArray();
        if (lines.Length == 0)
        {
            Console.Error.WriteLine($"no scenario `{only}`");
            return 2;
        }
        Console.WriteLine("| scenario | client, ns | pure, ns | client / pure | client, bytes | pure, bytes | client, two threads / one | pure, two threads / one |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var (line, client, pure) in Turns.Measure(lines.Select(line => line.ToLine())).Zip(lines, (turn, line) => (line, turn.Library, turn.ByHand)))
        {
            var (own, baseline) = ThreadScaling.Measure(line.Client, line.Pure);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{line.Scenario}` | {client:F1} | {pure:F1} | {client / pure:F2} | {Bytes(line.Client()):F0} | {Bytes(line.Pure()):F0} | {own:F2} | {baseline:F2} |"));
        }
        return 0;
    }

    /// <summary>The bytes that one call allocates on the calling thread, in the mean of many.</summary>
    private static double Bytes(Func<int, int> work)
    {
        const int Times = 100_000;
        work(Times);
        var before = GC.GetAllocatedBytesForCurrentThread();
        work(Times);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    }
}
