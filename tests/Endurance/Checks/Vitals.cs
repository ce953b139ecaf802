using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Client.Endurance.Checks;

/// <summary>What a process holds at one moment, all clients being at rest with the newest payload.</summary>
internal sealed record Vital(double Second, long HeapBytes, int Handles, int Sockets, int Threads, long Timers)
{
    public static Vital Take(double second)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (handles, sockets) = HandlesOfLinux();
        return new Vital(second, GC.GetTotalMemory(forceFullCollection: true), handles, sockets, process.Threads.Count, Timer.ActiveCount);
    }

    /// <summary>Without those of assemblies, which are loaded when they are needed. Zero where the system does not tell.</summary>
    private static (int All, int Sockets) HandlesOfLinux()
    {
        if (!Directory.Exists("/proc/self/fd"))
            return (0, 0);
        var links = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(link => !link.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        return (links.Count, links.Count(link => link.StartsWith("socket:", StringComparison.Ordinal)));
    }
}

/// <summary>The course of all vitals, and whether it is level.</summary>
internal sealed class Vitals
{
    /// <summary>By how much the last fifth may exceed the second: the factor, and the bytes that a short run may vary by.</summary>
    private const double HeapFactor = 1.1;

    private const long HeapSlack = 1 << 20;
    private const int HandleSlack = 6;
    private const int ThreadSlack = 6;
    private const int TimerSlack = 8;

    private readonly List<Vital> _all = [];

    public void Add(Vital vital) => _all.Add(vital);

    public IEnumerable<string> Compare(double seconds, Violations violations)
    {
        var (early, late) = (Between(seconds / 5, seconds * 2 / 5), Between(seconds * 4 / 5, double.MaxValue));
        yield return string.Create(CultureInfo.InvariantCulture, $"{_all.Count} samples, {early.Count} in the second fifth and {late.Count} in the last; medians:");
        yield return Level("managed heap, KiB", vital => vital.HeapBytes >> 10, before => (long)(before * HeapFactor) + (HeapSlack >> 10));
        yield return Level("handles", vital => vital.Handles, before => before + HandleSlack);
        yield return Level("sockets", vital => vital.Sockets, before => before + HandleSlack);
        yield return Level("threads", vital => vital.Threads, before => before + ThreadSlack);
        yield return Level("timers", vital => vital.Timers, before => before + TimerSlack);

        string Level(string name, Func<Vital, long> of, Func<long, long> bound)
        {
            var (before, after) = (Median(early, of), Median(late, of));
            var line = string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {before,8} -> {after,8}, at most {bound(before)}");
            violations.Check(after <= bound(before), "not level", line.Trim());
            return line;
        }
    }

    /// <summary>The samples of a part of the run, or the one next to it where there is none.</summary>
    private List<Vital> Between(double from, double to)
    {
        var part = _all.Where(vital => vital.Second >= from && vital.Second < to).ToList();
        return part.Count > 0 ? part : [_all.MinBy(vital => Math.Abs(vital.Second - from))!];
    }

    private static long Median(List<Vital> part, Func<Vital, long> of) => part.Select(of).Order().ElementAt(part.Count / 2);
}
