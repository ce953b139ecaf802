using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>
/// Finds misspelt names in a configuration section, which the binder ignores. The names are listed here, and not read by reflection,
/// because a trimmed program has no properties to reflect on.
/// </summary>
internal static class ConfigurationNames
{
    /// <summary>The properties of <see cref="GrowthBookOptions"/>.</summary>
    public static readonly ImmutableArray<string> Options =
    [
        nameof(GrowthBookOptions.ClientKey),
        nameof(GrowthBookOptions.ApiHost),
        nameof(GrowthBookOptions.StreamingHost),
        nameof(GrowthBookOptions.DecryptionKey),
        nameof(GrowthBookOptions.Headers),
        nameof(GrowthBookOptions.StreamingHeaders),
        nameof(GrowthBookOptions.RequestTimeout),
        nameof(GrowthBookOptions.MaxPayloadBytes),
        nameof(GrowthBookOptions.KeepsPayloadText),
        nameof(GrowthBookOptions.PayloadFile),
        nameof(GrowthBookOptions.UpdateMode),
        nameof(GrowthBookOptions.TimeToLive),
        nameof(GrowthBookOptions.StaleWhileRevalidate),
        nameof(GrowthBookOptions.MaxTimeToLive),
        nameof(GrowthBookOptions.OlderPayloadDelay),
        nameof(GrowthBookOptions.PollingInterval),
        nameof(GrowthBookOptions.StreamWithoutOffer),
        nameof(GrowthBookOptions.CacheDirectory),
        nameof(GrowthBookOptions.RemoteEvaluation),
        nameof(GrowthBookOptions.RemoteEvaluationTimeout),
        nameof(GrowthBookOptions.MaxRemoteEvaluations),
        nameof(GrowthBookOptions.RemoteEvaluationCacheBytes),
        nameof(GrowthBookOptions.CacheKeyAttributes),
        nameof(GrowthBookOptions.StartTimeout),
        nameof(GrowthBookOptions.StartFromInitialPayload),
        nameof(GrowthBookOptions.Enabled),
        nameof(GrowthBookOptions.QaMode),
        nameof(GrowthBookOptions.ForcedVariations),
        nameof(GrowthBookOptions.ForcedFeatures),
        nameof(GrowthBookOptions.DisableVisualExperiments),
        nameof(GrowthBookOptions.DisableUrlRedirectExperiments),
        nameof(GrowthBookOptions.DisableQueryStringVariations),
        nameof(GrowthBookOptions.DisableCrossOriginUrlRedirectExperiments),
        nameof(GrowthBookOptions.BlockedChangeIds),
        nameof(GrowthBookOptions.SecureAttributeSalt),
        nameof(GrowthBookOptions.SecureAttributes),
        nameof(GrowthBookOptions.StickyBucketTimeout),
        nameof(GrowthBookOptions.DeduplicationCapacity),
        nameof(GrowthBookOptions.DeduplicationAttributes),
        nameof(GrowthBookOptions.LogExceptionMessages),
        nameof(GrowthBookOptions.Writer),
    ];

    /// <summary>The properties of <see cref="EffectWriterOptions"/>.</summary>
    public static readonly ImmutableArray<string> Writer =
    [
        nameof(EffectWriterOptions.Capacity),
        nameof(EffectWriterOptions.FullQueue),
        nameof(EffectWriterOptions.BatchSize),
        nameof(EffectWriterOptions.MaxBatchDelay),
        nameof(EffectWriterOptions.AttemptTimeout),
        nameof(EffectWriterOptions.MaxAttempts),
        nameof(EffectWriterOptions.SplitFailedBatches),
        nameof(EffectWriterOptions.RetryDelay),
        nameof(EffectWriterOptions.MaxRetryDelay),
        nameof(EffectWriterOptions.StopTimeout),
    ];

    /// <summary>The properties that are lists or objects; the binder ignores a text in their place.</summary>
    private static readonly ImmutableArray<string> Sections =
    [
        nameof(GrowthBookOptions.Headers),
        nameof(GrowthBookOptions.StreamingHeaders),
        nameof(GrowthBookOptions.CacheKeyAttributes),
        nameof(GrowthBookOptions.ForcedVariations),
        nameof(GrowthBookOptions.ForcedFeatures),
        nameof(GrowthBookOptions.BlockedChangeIds),
        nameof(GrowthBookOptions.SecureAttributes),
        nameof(GrowthBookOptions.DeduplicationAttributes),
        nameof(GrowthBookOptions.Writer),
    ];

    /// <summary>Returns a fault for each name in the section, and in its section <c>Writer</c>, that is no option, and for each text in the place of a list or object.</summary>
    public static ImmutableArray<string> FaultsOf(IConfigurationSection section) =>
        [.. FaultsOf(section, Options), .. FaultsOf(section.GetSection(nameof(GrowthBookOptions.Writer)), Writer), .. TextsIn(section)];

    private static IEnumerable<string> TextsIn(IConfigurationSection section) =>
        from name in Sections
        let child = section.GetSection(name)
        where child.Value is { Length: > 0 } && !child.GetChildren().Any()
        select $"{child.Path} must be a list or an object, was a text; in an environment variable it is {name}__0 or {name}__key";

    private static IEnumerable<string> FaultsOf(IConfigurationSection section, ImmutableArray<string> names) =>
        from child in section.GetChildren()
        where !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"{child.Path} is not an option; did you mean {NearestName.Nearest(child.Key, names)}?";
}
