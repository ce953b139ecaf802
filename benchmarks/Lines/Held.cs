using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>The memory that a compiled payload holds, next to the length of its JSON text.</summary>
internal static class Held
{
    /// <summary>The memory that a payload may hold, as a multiple of its text.</summary>
    private const double Limit = 3;

    /// <returns>1 when a payload holds more than it may.</returns>
    public static int Print()
    {
        Console.WriteLine("| payload | JSON, bytes | held, bytes | held / JSON |");
        Console.WriteLine("|---|---:|---:|---:|");
        var ratio = Math.Max(Print("load-1k", Workload.Current.PayloadJson), Print("load-10k", Workload.Current.LargePayloadJson));
        if (ratio > Limit)
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"more than {Limit} times its text"));
        return ratio > Limit ? 1 : 0;
    }

    private static double Print(string name, byte[] json)
    {
        var payloads = new Payload[11];
        payloads[0] = Payload.Parse(json).Value; // objects made once per process do not belong to a payload
        var before = Live();
        for (var i = 1; i < payloads.Length; i++)
            payloads[i] = Payload.Parse(json).Value;
        var held = (Live() - before) / (payloads.Length - 1);
        GC.KeepAlive(payloads);
        var ratio = (double)held / json.Length;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{name}` | {json.Length:N0} | {held:N0} | {ratio:F2} |"));
        return ratio;
    }

    /// <summary>The bytes of the objects that are alive, without the room between them.</summary>
    private static long Live()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        var info = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return info.HeapSizeBytes - info.FragmentedBytes;
    }
}
