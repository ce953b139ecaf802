using System.Diagnostics;
using System.Globalization;

namespace GrowthBook.Client.Endurance.Checks;

/// <summary>The resources of the process while all clients have the newest payload.</summary>
internal sealed record ResourceSample(double Second, long HeapBytes, int Handles, int Sockets, int Threads, long Timers)
{
    public static ResourceSample Take(double second)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (handles, sockets) = HandlesOfLinux();
        return new ResourceSample(second, GC.GetTotalMemory(forceFullCollection: true), handles, sockets, process.Threads.Count, Timer.ActiveCount);
    }

    /// <summary>The open handles, except those of assemblies, which load on demand; zero if the system does not list them.</summary>
    private static (int All, int Sockets) HandlesOfLinux()
    {
        if (!Directory.Exists("/proc/self/fd"))
            return (0, 0);
        var links = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "")
            .Where(link => !link.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        return (links.Count, links.Count(link => link.StartsWith("socket:", StringComparison.Ordinal)));
    }
}

/// <summary>All samples of a run, and whether they stay level.</summary>
internal sealed class ResourceSamples
{
    /// <summary>How much the last fifth may exceed the second fifth: a factor, and the bytes by which a short run may vary.</summary>
    private const double HeapFactor = 1.1;

    private const long HeapSlack = 1 << 20;
    private const int HandleSlack = 6;
    private const int ThreadSlack = 6;
    private const int TimerSlack = 8;

    private readonly List<ResourceSample> _all = [];

    public void Add(ResourceSample sample) => _all.Add(sample);

    public IEnumerable<string> Compare(double seconds, Violations violations)
    {
        var (early, late) = (Between(seconds / 5, seconds * 2 / 5), Between(seconds * 4 / 5, double.MaxValue));
        yield return string.Create(CultureInfo.InvariantCulture, $"{_all.Count} samples, {early.Count} in the second fifth and {late.Count} in the last; medians:");
        yield return Level("managed heap, KiB", sample => sample.HeapBytes >> 10, before => (long)(before * HeapFactor) + (HeapSlack >> 10));
        yield return Level("handles", sample => sample.Handles, before => before + HandleSlack);
        yield return Level("sockets", sample => sample.Sockets, before => before + HandleSlack);
        yield return Level("threads", sample => sample.Threads, before => before + ThreadSlack);
        yield return Level("timers", sample => sample.Timers, before => before + TimerSlack);

        string Level(string name, Func<ResourceSample, long> of, Func<long, long> bound)
        {
            var (before, after) = (Median(early, of), Median(late, of));
            var line = string.Create(CultureInfo.InvariantCulture, $"  {name,-20} {before,8} -> {after,8}, at most {bound(before)}");
            violations.Check(after <= bound(before), "not level", line.Trim());
            return line;
        }
    }

    /// <summary>The samples of a part of the run; without any, the nearest sample.</summary>
    private List<ResourceSample> Between(double from, double to)
    {
        var part = _all.Where(sample => sample.Second >= from && sample.Second < to).ToList();
        return part.Count > 0 ? part : [_all.MinBy(sample => Math.Abs(sample.Second - from))!];
    }

    private static long Median(List<ResourceSample> part, Func<ResourceSample, long> of) => part.Select(of).Order().ElementAt(part.Count / 2);
}
