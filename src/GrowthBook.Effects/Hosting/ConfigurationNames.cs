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
        nameof(GrowthBookOptions.PayloadFile),
        nameof(GrowthBookOptions.UpdateMode),
        nameof(GrowthBookOptions.TimeToLive),
        nameof(GrowthBookOptions.StaleWhileRevalidate),
        nameof(GrowthBookOptions.MaxTimeToLive),
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
    public static ImmutableArray<string> FaultsOf(IConfigurationSection section) =>
        [.. FaultsOf(section, Options), .. FaultsOf(section.GetSection(nameof(GrowthBookOptions.Writer)), Writer)];

    private static IEnumerable<string> FaultsOf(IConfigurationSection section, ImmutableArray<string> names) =>
        from child in section.GetChildren()
        where !names.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
        select $"{child.Path} is not an option; did you mean {Nearest(child.Key, names)}?";

    private static string Nearest(string text, ImmutableArray<string> names) =>
        names.OrderBy(name => EditDistance(text.ToUpperInvariant(), name.ToUpperInvariant())).First();

    /// <summary>Returns how many characters to insert, remove or replace to turn one text into the other.</summary>
    private static int EditDistance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
