using System.Globalization;

namespace GrowthBook.Benchmarks;

/// <summary>The memory that a compiled payload holds, next to the length of its JSON text.</summary>
internal static class Held
{
    public static int Print()
    {
        Console.WriteLine("| payload | JSON, bytes | held, bytes | held / JSON |");
        Console.WriteLine("|---|---:|---:|---:|");
        Print("load-1k", Workload.Current.PayloadJson);
        Print("load-10k", Workload.Current.LargePayloadJson);
        return 0;
    }

    private static void Print(string name, byte[] json)
    {
        var payloads = new Payload[11];
        payloads[0] = Payload.Parse(json).Payload; // what is made once a process is not held by a payload
        var before = Live();
        for (var i = 1; i < payloads.Length; i++)
            payloads[i] = Payload.Parse(json).Payload;
        var held = (Live() - before) / (payloads.Length - 1);
        GC.KeepAlive(payloads);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| `{name}` | {json.Length:N0} | {held:N0} | {(double)held / json.Length:F2} |"));
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
