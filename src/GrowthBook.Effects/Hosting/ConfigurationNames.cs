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
        nameof(GrowthBookOptions.StickyBucketIdentifierAttributes),
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

    /// <summary>Returns a fault for each name in the section, and in its section <c>Writer</c>, that is no option.</summary>
    public static ImmutableArray<string> FaultsOf(IConfigurationSection section) => KindOf(section) is { } kind
        ? [$"{section.Path} must be an object with the options, such as {{ \"{nameof(GrowthBookOptions.ClientKey)}\": \"sdk-abc123\" }} or {{ \"{nameof(GrowthBookOptions.PayloadFile)}\": \"features.json\" }}, was {kind}"]
        : [
            .. FaultsOf(section, Options),
            .. FaultsOf(section.GetSection(nameof(GrowthBookOptions.Writer)), Writer),
        ];

    /// <summary>The kind of a section that is no object; <c>null</c> for an object and for nothing.</summary>
    private static string? KindOf(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count == 0 ? section.Value is { Length: > 0 } ? "a text" : null
            : children.All(child => child.Key.All(character => character is >= '0' and <= '9')) ? "a list"
            : null;
    }

    private static IEnumerable<string> FaultsOf(IConfigurationSection section, ImmutableArray<string> names) =>
        from child in ConfigurationShapes.IsList(section) ? [] : section.GetChildren() // a list is a fault itself
        where !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"{child.Path} is not an option; {Mend(child.Key, names)}";

    private static string Mend(string name, ImmutableArray<string> names) =>
        OtherSdkNames.Equivalent(name) is { } equivalent && names == Options ? $"its equivalent is {equivalent}"
        : OtherSdkNames.WhyNone(name) is { } reason && names == Options ? $"it has no equivalent: {reason}"
        : (names.FirstOrDefault(each => OtherSdkNames.IsSame(each, name)) ?? NearestName.Near(name, names)) is { } nearest ? $"did you mean {nearest}?"
        : $"remove it, or write one of the options that docs/options.md lists";
}
