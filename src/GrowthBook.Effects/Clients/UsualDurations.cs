using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// The usual bounds of durations, within the valid ones. A duration beyond them is often a slip of the unit: hours for minutes, days for
/// seconds, ticks for seconds. Options that usually have the whole valid range have the lower bound only.
/// </summary>
internal static class UsualDurations
{
    private const string Ticks = "new TimeSpan(30) is 30 ticks of 100 ns, and TimeSpan.FromSeconds(30) is 30 seconds";
    private const string Format = "the format of a TimeSpan is d.hh:mm:ss, so 00:00:30 is 30 seconds";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The shortest usual duration, except for zero.</summary>
    public static TimeSpan Min { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>The durations of the options by their paths in a configuration, with the longest usual one.</summary>
    public static ImmutableArray<(string Option, Func<GrowthBookOptions, TimeSpan?> Value, TimeSpan Max)> All() =>
    [
        (nameof(GrowthBookOptions.RequestTimeout), options => options.RequestTimeout, TimeSpan.FromMinutes(10)),
        (nameof(GrowthBookOptions.TimeToLive), options => options.TimeToLive, Longest),
        (nameof(GrowthBookOptions.StaleWhileRevalidate), options => options.StaleWhileRevalidate, Longest),
        (nameof(GrowthBookOptions.MaxTimeToLive), options => options.MaxTimeToLive, Longest),
        (nameof(GrowthBookOptions.OlderPayloadDelay), options => options.OlderPayloadDelay, TimeSpan.FromDays(1)),
        (nameof(GrowthBookOptions.PollingInterval), options => options.PollingInterval, TimeSpan.FromDays(1)),
        (nameof(GrowthBookOptions.RemoteEvaluationTimeout), options => options.RemoteEvaluationTimeout, TimeSpan.FromMinutes(1)),
        (nameof(GrowthBookOptions.StartTimeout), options => options.StartTimeout, TimeSpan.FromMinutes(10)),
        (nameof(GrowthBookOptions.StickyBucketTimeout), options => options.StickyBucketTimeout, TimeSpan.FromMinutes(1)),
        (InWriter(nameof(EffectWriterOptions.MaxBatchDelay)), options => options.Writer.MaxBatchDelay, TimeSpan.FromMinutes(10)),
        (InWriter(nameof(EffectWriterOptions.AttemptTimeout)), options => options.Writer.AttemptTimeout, TimeSpan.FromMinutes(10)),
        (InWriter(nameof(EffectWriterOptions.RetryDelay)), options => options.Writer.RetryDelay, TimeSpan.FromMinutes(10)),
        (InWriter(nameof(EffectWriterOptions.MaxRetryDelay)), options => options.Writer.MaxRetryDelay, TimeSpan.FromHours(1)),
        (InWriter(nameof(EffectWriterOptions.StopTimeout)), options => options.Writer.StopTimeout, TimeSpan.FromMinutes(10)),
    ];

    /// <summary>Warns of each duration of valid options beyond its usual bounds. Zero is meant, and so is an infinite timeout.</summary>
    public static void Warn(GuardedLogger logger, GrowthBookOptions options)
    {
        foreach (var (option, valueOf, max) in All())
        {
            if (valueOf(options) is { } value && value > TimeSpan.Zero && (value < Min || value > max))
                OptionsLog.UnusualDuration(logger, option, value, Min, max, value < Min ? Ticks : Format);
        }
    }

    private static string InWriter(string name) => $"{nameof(GrowthBookOptions.Writer)}:{name}";
}
