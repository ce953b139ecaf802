using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace GrowthBook.Client;

/// <summary>
/// Finds values in a configuration that the binder would misread or refuse without the mend: a duration that is a bare number, which
/// means days to it, the name of no enum member, texts that are no boolean or integer, and integers out of the range of their option. The options are listed here, and not read by reflection, because a trimmed program
/// has no properties to reflect on.
/// </summary>
internal static class ConfigurationValues
{
    /// <summary>The paths of the durations.</summary>
    public static readonly ImmutableArray<string> Durations =
    [
        nameof(GrowthBookOptions.RequestTimeout),
        nameof(GrowthBookOptions.TimeToLive),
        nameof(GrowthBookOptions.StaleWhileRevalidate),
        nameof(GrowthBookOptions.MaxTimeToLive),
        nameof(GrowthBookOptions.OlderPayloadDelay),
        nameof(GrowthBookOptions.PollingInterval),
        nameof(GrowthBookOptions.RemoteEvaluationTimeout),
        nameof(GrowthBookOptions.StartTimeout),
        nameof(GrowthBookOptions.StickyBucketTimeout),
        InWriter(nameof(EffectWriterOptions.MaxBatchDelay)),
        InWriter(nameof(EffectWriterOptions.AttemptTimeout)),
        InWriter(nameof(EffectWriterOptions.RetryDelay)),
        InWriter(nameof(EffectWriterOptions.MaxRetryDelay)),
        InWriter(nameof(EffectWriterOptions.StopTimeout)),
    ];

    /// <summary>The paths of the enums, with the names of their members.</summary>
    public static readonly ImmutableArray<(string Path, ImmutableArray<string> Names)> Enums =
    [
        (nameof(GrowthBookOptions.UpdateMode), [nameof(PayloadUpdateMode.Manual), nameof(PayloadUpdateMode.OnDemand), nameof(PayloadUpdateMode.Polling), nameof(PayloadUpdateMode.Streaming)]),
        (InWriter(nameof(EffectWriterOptions.FullQueue)), [nameof(FullQueuePolicy.Wait), nameof(FullQueuePolicy.DropNewest), nameof(FullQueuePolicy.DropOldest)]),
    ];

    /// <summary>The paths of the booleans.</summary>
    public static readonly ImmutableArray<string> Booleans =
    [
        nameof(GrowthBookOptions.KeepsPayloadText),
        nameof(GrowthBookOptions.StreamWithoutOffer),
        nameof(GrowthBookOptions.RemoteEvaluation),
        nameof(GrowthBookOptions.StartFromInitialPayload),
        nameof(GrowthBookOptions.Enabled),
        nameof(GrowthBookOptions.QaMode),
        nameof(GrowthBookOptions.DisableVisualExperiments),
        nameof(GrowthBookOptions.DisableUrlRedirectExperiments),
        nameof(GrowthBookOptions.DisableQueryStringVariations),
        nameof(GrowthBookOptions.DisableCrossOriginUrlRedirectExperiments),
        nameof(GrowthBookOptions.LogExceptionMessages),
        InWriter(nameof(EffectWriterOptions.SplitFailedBatches)),
    ];

    /// <summary>The paths of the integers, with the least and the greatest that each option takes.</summary>
    public static readonly ImmutableArray<(string Path, long Min, long Max)> Integers =
    [
        (nameof(GrowthBookOptions.MaxPayloadBytes), 1, int.MaxValue),
        (nameof(GrowthBookOptions.MaxRemoteEvaluations), 1, int.MaxValue),
        (nameof(GrowthBookOptions.RemoteEvaluationCacheBytes), 0, long.MaxValue),
        (nameof(GrowthBookOptions.DeduplicationCapacity), 0, int.MaxValue),
        (InWriter(nameof(EffectWriterOptions.Capacity)), 1, int.MaxValue),
        (InWriter(nameof(EffectWriterOptions.BatchSize)), 1, int.MaxValue),
        (InWriter(nameof(EffectWriterOptions.MaxAttempts)), 1, int.MaxValue),
    ];

    /// <summary>Returns a fault for each value that is not in its form, with the path in the configuration. Absent and empty texts have none.</summary>
    public static ImmutableArray<(string Path, string Message)> FaultsOf(IConfiguration configuration) =>
    [
        .. from path in Durations
           let section = configuration.GetSection(path)
           where section.Value is { Length: > 0 } text && !IsDuration(text)
           select (path, $"{section.Path} must be a duration such as 00:00:30, was {Shown(section)}"),
        .. from each in Enums
           let section = configuration.GetSection(each.Path)
           where section.Value is { Length: > 0 } text && !each.Names.Contains(text.Trim(), StringComparer.OrdinalIgnoreCase)
           select (each.Path, $"{section.Path} must be {string.Join(", ", each.Names.Take(each.Names.Length - 1))} or {each.Names[^1]}, was {Shown(section)}"),
        .. from path in Booleans
           let section = configuration.GetSection(path)
           where section.Value is { Length: > 0 } text && !bool.TryParse(text, out _)
           select (path, $"{section.Path} must be true or false, was {Shown(section)}"),
        .. from each in IntegersIn(configuration)
           where each.Section.Value is { Length: > 0 } text && !IsInteger(text, each.Min, each.Max)
           select (each.Path, $"{each.Section.Path} must be {(IsWrittenAsInteger(each.Section.Value!) ? $"from {each.Min} to {each.Max}" : "an integer such as 1")}, was {Shown(each.Section)}"),
    ];

    /// <summary>
    /// The configuration without what has a fault, so that the binder reads the rest and all faults are reported together, and without empty
    /// texts for what is no text, which not every binder skips.
    /// </summary>
    public static IConfiguration WithoutFaults(IConfiguration configuration)
    {
        var paths = FaultsOf(configuration).Concat(ConfigurationShapes.FaultsOf(configuration)).Select(fault => fault.Path)
            .Concat(Durations.Concat(Enums.Select(each => each.Path)).Concat(Booleans).Concat(Integers.Select(each => each.Path)).Where(path => configuration[path] is { Length: 0 }))
            .ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);
        return paths.IsEmpty ? configuration : new ConfigurationBuilder()
            .AddInMemoryCollection(
                from pair in configuration.AsEnumerable(makePathsRelative: true)
                where (pair.Value is not null || !configuration.GetSection(pair.Key).GetChildren().Any()) && !IsWithin(pair.Key)
                select pair)
            .Build();

        bool IsWithin(string key) => paths.Any(path => key.Equals(path, StringComparison.OrdinalIgnoreCase) || key.StartsWith(path + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The sections of integers. The index of a forced variation may be one that does not exist, which excludes users.</summary>
    private static IEnumerable<(string Path, IConfigurationSection Section, long Min, long Max)> IntegersIn(IConfiguration configuration) =>
        Integers.Select(each => (each.Path, configuration.GetSection(each.Path), each.Min, each.Max))
            .Concat(ConfigurationKeys.LeavesOf(configuration.GetSection(nameof(GrowthBookOptions.ForcedVariations))).Select(leaf =>
                (ConfigurationPath.Combine(nameof(GrowthBookOptions.ForcedVariations), leaf.Key), leaf.Section, (long)int.MinValue, (long)int.MaxValue)));

    private static bool IsInteger(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max;

    /// <summary>Whether a text has the form of an integer of any size.</summary>
    private static bool IsWrittenAsInteger(string text)
    {
        var digits = text.Trim().TrimStart('+', '-');
        return digits.Length > 0 && digits.All(character => character is >= '0' and <= '9');
    }

    private static string InWriter(string name) => ConfigurationPath.Combine(nameof(GrowthBookOptions.Writer), name);

    /// <summary>A text without a colon is a number of days.</summary>
    private static bool IsDuration(string text) =>
        text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static string Shown(IConfigurationSection section) => PlainText.Of(section.Value!, PlainText.MaxName);
}
