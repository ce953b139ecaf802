using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Options that have no effect without another option or a part of the client. Those of the server are not among them where a file or a source
/// object replaces it, as in development.
/// </summary>
internal static class UnusedOptions
{
    private const string Streaming = $"{nameof(GrowthBookOptions.UpdateMode)} {nameof(PayloadUpdateMode.Streaming)}";
    private const string Remote = nameof(GrowthBookOptions.RemoteEvaluation);
    private const string Experiments = $"{nameof(GrowthBookOptions.Enabled)} true";
    private const string AnySink = "a sink or a store of sticky buckets";

    /// <summary>Warns of each option that differs from its default and has no effect.</summary>
    public static void Warn(GuardedLogger logger, GrowthBookOptions options, ClientServices parts)
    {
        foreach (var (option, needed) in Of(options, parts))
            OptionsLog.Unused(logger, option, needed);
    }

    /// <summary>The options without effect, by their paths in a configuration, with what they need.</summary>
    public static IEnumerable<(string Option, string Needed)> Of(GrowthBookOptions options, ClientServices parts)
    {
        var defaults = new GrowthBookOptions();
        return from option in All(options, parts)
               where !option.HasEffect && option.IsSet(options, defaults)
               select (option.Name, option.Needed);
    }

    /// <summary>All options that need something, with whether it is there.</summary>
    public static ImmutableArray<DependentOption> All(GrowthBookOptions options, ClientServices parts)
    {
        var isServer = parts.Source is null && options.PayloadFile is null;
        var streams = !isServer || options.UpdateMode == PayloadUpdateMode.Streaming;
        var polls = !isServer || (options.UpdateMode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming && !options.RemoteEvaluation);
        var isRemote = !isServer || options.RemoteEvaluation;
        var caches = !isServer || (!options.RemoteEvaluation && (options.CacheDirectory is not null || parts.Cache is not null));
        var isWritten = !parts.Sinks.IsEmpty || parts.StickyBuckets is not null;
        return
        [
            DependentOption.Of(nameof(GrowthBookOptions.StreamingHost), each => each.StreamingHost, streams, Streaming),
            DependentOption.Of(nameof(GrowthBookOptions.StreamingHeaders), each => each.StreamingHeaders, streams, Streaming),
            DependentOption.Of(nameof(GrowthBookOptions.StreamWithoutOffer), each => each.StreamWithoutOffer, streams, Streaming),
            DependentOption.Of(nameof(GrowthBookOptions.PollingInterval), each => each.PollingInterval, polls, $"{nameof(GrowthBookOptions.UpdateMode)} {nameof(PayloadUpdateMode.Polling)} or {nameof(PayloadUpdateMode.Streaming)}, without {Remote}"),
            DependentOption.Of(nameof(GrowthBookOptions.StaleWhileRevalidate), each => each.StaleWhileRevalidate, caches, $"a cache, such as {nameof(GrowthBookOptions.CacheDirectory)}, without {Remote}"),
            DependentOption.Of(nameof(GrowthBookOptions.CacheDirectory), each => each.CacheDirectory, !isServer || (!options.RemoteEvaluation && parts.Cache is null), $"a client without another cache and without {Remote}"),
            DependentOption.Of(nameof(GrowthBookOptions.StartFromInitialPayload), each => each.StartFromInitialPayload, parts.InitialSource is not null, "the source of an initial payload"),
            DependentOption.Of(nameof(GrowthBookOptions.RemoteEvaluationTimeout), each => each.RemoteEvaluationTimeout, isRemote, Remote),
            DependentOption.Of(nameof(GrowthBookOptions.MaxRemoteEvaluations), each => each.MaxRemoteEvaluations, isRemote, Remote),
            DependentOption.Of(nameof(GrowthBookOptions.RemoteEvaluationCacheBytes), each => each.RemoteEvaluationCacheBytes, isRemote, Remote),
            DependentOption.Of(nameof(GrowthBookOptions.CacheKeyAttributes), each => each.CacheKeyAttributes, isRemote, Remote),
            DependentOption.Of(nameof(GrowthBookOptions.QaMode), each => each.QaMode, options.Enabled, Experiments),
            DependentOption.Of(nameof(GrowthBookOptions.ForcedVariations), each => each.ForcedVariations.Count, options.Enabled, Experiments),
            DependentOption.Of(nameof(GrowthBookOptions.SecureAttributeSalt), each => each.SecureAttributeSalt, OptionText.Names(options.SecureAttributes) is { IsEmpty: false }, nameof(GrowthBookOptions.SecureAttributes)),
            DependentOption.Of(nameof(GrowthBookOptions.StickyBucketTimeout), each => each.StickyBucketTimeout, parts.StickyBuckets is not null, "a store of sticky buckets"),
            DependentOption.Of(
                nameof(GrowthBookOptions.DeduplicationAttributes), each => each.DeduplicationAttributes, options.DeduplicationCapacity > 0 && !(parts.Handlers.IsEmpty && parts.Sinks.IsEmpty),
                $"a handler or a sink, and a {nameof(GrowthBookOptions.DeduplicationCapacity)} above 0"),
            OfWriter(nameof(EffectWriterOptions.Capacity), each => each.Capacity),
            OfWriter(nameof(EffectWriterOptions.FullQueue), each => each.FullQueue),
            OfWriter(nameof(EffectWriterOptions.BatchSize), each => each.BatchSize),
            OfWriter(nameof(EffectWriterOptions.MaxBatchDelay), each => each.MaxBatchDelay),
            OfWriter(nameof(EffectWriterOptions.AttemptTimeout), each => each.AttemptTimeout),
            OfWriter(nameof(EffectWriterOptions.MaxAttempts), each => each.MaxAttempts),
            OfWriter(nameof(EffectWriterOptions.SplitFailedBatches), each => each.SplitFailedBatches),
            OfWriter(nameof(EffectWriterOptions.RetryDelay), each => each.RetryDelay),
            OfWriter(nameof(EffectWriterOptions.MaxRetryDelay), each => each.MaxRetryDelay),
            OfWriter(nameof(EffectWriterOptions.StopTimeout), each => each.StopTimeout),
        ];

        DependentOption OfWriter<T>(string name, Func<EffectWriterOptions, T> valueOf) =>
            DependentOption.Of($"{nameof(GrowthBookOptions.Writer)}:{name}", each => valueOf(each.Writer), isWritten, AnySink);
    }
}

/// <summary>An option that has no effect without another one, or without a part of the client.</summary>
/// <param name="Name">Its path in a configuration.</param>
/// <param name="IsSet">Whether it has another value in the first options than in the second.</param>
/// <param name="HasEffect">Whether what it needs is there.</param>
/// <param name="Needed">What it needs.</param>
internal sealed record DependentOption(string Name, Func<GrowthBookOptions, GrowthBookOptions, bool> IsSet, bool HasEffect, string Needed)
{
    public static DependentOption Of<T>(string name, Func<GrowthBookOptions, T> valueOf, bool hasEffect, string needed) =>
        new(name, (options, defaults) => !EqualityComparer<T>.Default.Equals(valueOf(options), valueOf(defaults)), hasEffect, needed);
}
