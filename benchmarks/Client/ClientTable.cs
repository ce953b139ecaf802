using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>
/// The calls of the client and the pure evaluations that they contain, in turn in one process: times, their ratio, bytes, and how
/// much two threads do compared with one; next to them the JavaScript SDK's client. Names the limits that a call exceeds.
/// </summary>
internal static class ClientTable
{
    public static int Print(string? only)
    {
        var lines = ClientLine.All(Workload.Current).Where(line => only is null || only.Split(',').Contains(line.Scenario)).ToArray();
        if (lines.Length == 0)
        {
            Console.Error.WriteLine($"no scenario `{only}`");
            return 2;
        }
        var turns = Turns.Measure(lines.Select(line => line.ToLine()));
        var rows = lines.Zip(turns, (line, turn) => Row(line, turn.Library, turn.ByHand)).ToArray();
        var peer = ClientPeer.Measure(Workload.Current, out var missing);

        Console.WriteLine("| scenario | client, ns | pure, ns | client / pure | client, bytes | pure, bytes | client, two threads / one | pure, two threads / one | JavaScript, ns | limits |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        foreach (var (line, row) in lines.Zip(rows))
        {
            var javaScript = peer.TryGetValue(line.Scenario, out var nanoseconds) ? nanoseconds.ToString("F0", CultureInfo.InvariantCulture) : "–";
            var exceeded = string.Join(", ", line.Limit.Exceeded(row));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{line.Scenario}` | {row.Client:F1} | {row.Pure:F1} | {row.Client / row.Pure:F2} | {row.ClientBytes:F0} | {row.PureBytes:F0} | {row.ClientThreads:F2} | {row.PureThreads:F2} | {javaScript} | {(exceeded.Length == 0 ? "met" : exceeded)} |"));
        }
        if (missing is not null)
            Console.Error.WriteLine(missing);
        return 0;
    }

    private static ClientRow Row(ClientLine line, double client, double pure)
    {
        var (two, pureTwo) = ThreadScaling.Measure(line.Client, line.Pure);
        return new ClientRow(client, pure, Bytes(line.Client()), Bytes(line.Pure()), two, pureTwo);
    }

    /// <summary>The bytes that one call allocates on the calling thread, in the mean of many.</summary>
    private static double Bytes(Func<int, int> work)
    {
        const int Times = 100_000;
        work(Times);
        var before = GC.GetAllocatedBytesForCurrentThread();
        work(Times);
        return Math.Round((double)(GC.GetAllocatedBytesForCurrentThread() - before) / Times);
    }
}
