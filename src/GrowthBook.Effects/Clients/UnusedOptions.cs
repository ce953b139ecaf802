using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Options that have no effect without another option or a part of the client. Those of the server are not among them where a file or a source
/// object replaces it, as in development. Nor is the writer's StopTimeout, which also limits the disposal of other parts.
/// </summary>
internal static class UnusedOptions
{
    /// <summary>Warns of options that differ from their defaults and have no effect: once of all that lack the same.</summary>
    public static void Warn(GuardedLogger logger, GrowthBookOptions options, ClientServices parts)
    {
        foreach (var (names, needed) in Of(options, parts))
            OptionsLog.Unused(logger, names, needed);
    }

    /// <summary>The options without effect, by their paths in a configuration, with what they lack.</summary>
    private static IEnumerable<(string Names, string Needed)> Of(GrowthBookOptions options, ClientServices parts)
    {
        var defaults = new GrowthBookOptions();
        return from option in All(options, parts)
               where option.Missing.Length > 0 && option.IsSet(options, defaults)
               group option.Name by option.Missing into alike
               select (string.Join(", ", alike), alike.Key);
    }

    /// <summary>All options that need something, with what of it is missing.</summary>
    public static ImmutableArray<DependentOption> All(GrowthBookOptions options, ClientServices parts)
    {
        var isServer = parts.Source is null && options.PayloadFile is null;
        var streams = new Need(!isServer || options.UpdateMode == PayloadUpdateMode.Streaming, $"{nameof(GrowthBookOptions.UpdateMode)} {nameof(PayloadUpdateMode.Streaming)}");
        var polls = new Need(
            !isServer || options.UpdateMode is PayloadUpdateMode.Polling or PayloadUpdateMode.Streaming,
            $"{nameof(GrowthBookOptions.UpdateMode)} {nameof(PayloadUpdateMode.Polling)} or {nameof(PayloadUpdateMode.Streaming)}");
        var isRemote = new Need(!isServer || options.RemoteEvaluation, $"{nameof(GrowthBookOptions.RemoteEvaluation)} true");
        var isLocal = new Need(!isServer || !options.RemoteEvaluation, $"{nameof(GrowthBookOptions.RemoteEvaluation)} false");
        var hasExperiments = new Need(options.Enabled, $"{nameof(GrowthBookOptions.Enabled)} true");
        var isWritten = new Need(!parts.Sinks.IsEmpty || parts.StickyBuckets is not null, "a sink or a store of sticky buckets");
        return
        [
            DependentOption.Of(nameof(GrowthBookOptions.PayloadFile), each => each.PayloadFile, new Need(parts.Source is null, "no other source")),
            DependentOption.Of(nameof(GrowthBookOptions.StreamingHost), each => each.StreamingHost, streams),
            DependentOption.Of(nameof(GrowthBookOptions.StreamingHeaders), each => each.StreamingHeaders, streams),
            DependentOption.Of(nameof(GrowthBookOptions.StreamWithoutOffer), each => each.StreamWithoutOffer, streams),
            DependentOption.Of(nameof(GrowthBookOptions.PollingInterval), each => each.PollingInterval, isLocal, polls),
            DependentOption.Of(nameof(GrowthBookOptions.StaleWhileRevalidate), each => each.StaleWhileRevalidate, isLocal),
            DependentOption.Of(nameof(GrowthBookOptions.CacheDirectory), each => each.CacheDirectory, isLocal, new Need(!isServer || parts.Cache is null, "no other cache")),
            DependentOption.Of(nameof(GrowthBookOptions.StartFromInitialPayload), each => each.StartFromInitialPayload, new Need(parts.InitialSource is not null, "the source of an initial payload")),
            DependentOption.Of(nameof(GrowthBookOptions.RemoteEvaluationTimeout), each => each.RemoteEvaluationTimeout, isRemote),
            DependentOption.Of(nameof(GrowthBookOptions.MaxRemoteEvaluations), each => each.MaxRemoteEvaluations, isRemote),
            DependentOption.Of(nameof(GrowthBookOptions.RemoteEvaluationCacheBytes), each => each.RemoteEvaluationCacheBytes, isRemote),
            DependentOption.Of(nameof(GrowthBookOptions.CacheKeyAttributes), each => each.CacheKeyAttributes, isRemote),
            DependentOption.Of(nameof(GrowthBookOptions.QaMode), each => each.QaMode, hasExperiments),
            DependentOption.Of(nameof(GrowthBookOptions.ForcedVariations), each => each.ForcedVariations.Count, hasExperiments),
            DependentOption.Of(
                nameof(GrowthBookOptions.SecureAttributeSalt), each => each.SecureAttributeSalt,
                new Need(OptionText.Names(options.SecureAttributes) is { IsEmpty: false }, nameof(GrowthBookOptions.SecureAttributes))),
            DependentOption.Of(nameof(GrowthBookOptions.StickyBucketTimeout), each => each.StickyBucketTimeout, new Need(parts.StickyBuckets is not null, "a store of sticky buckets")),
            DependentOption.Of(
                nameof(GrowthBookOptions.DeduplicationAttributes), each => each.DeduplicationAttributes,
                new Need(!(parts.Handlers.IsEmpty && parts.Sinks.IsEmpty), "a handler or a sink"),
                new Need(options.DeduplicationCapacity > 0, $"{nameof(GrowthBookOptions.DeduplicationCapacity)} above 0")),
            OfWriter(nameof(EffectWriterOptions.Capacity), each => each.Capacity),
            OfWriter(nameof(EffectWriterOptions.FullQueue), each => each.FullQueue),
            OfWriter(nameof(EffectWriterOptions.BatchSize), each => each.BatchSize),
            OfWriter(nameof(EffectWriterOptions.MaxBatchDelay), each => each.MaxBatchDelay),
            OfWriter(nameof(EffectWriterOptions.AttemptTimeout), each => each.AttemptTimeout),
            OfWriter(nameof(EffectWriterOptions.MaxAttempts), each => each.MaxAttempts),
            OfWriter(nameof(EffectWriterOptions.SplitFailedBatches), each => each.SplitFailedBatches),
            OfWriter(nameof(EffectWriterOptions.RetryDelay), each => each.RetryDelay),
            OfWriter(nameof(EffectWriterOptions.MaxRetryDelay), each => each.MaxRetryDelay),
        ];

        DependentOption OfWriter<T>(string name, Func<EffectWriterOptions, T> valueOf) =>
            DependentOption.Of($"{nameof(GrowthBookOptions.Writer)}:{name}", each => valueOf(each.Writer), isWritten);
    }
}
