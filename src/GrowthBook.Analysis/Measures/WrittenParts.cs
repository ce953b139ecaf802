using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The features, experiments and groups of a payload as written, each rule with its compiled form.</summary>
/// <param name="Features">The features by key, in the payload's order.</param>
/// <param name="Experiments">The payload's own experiments, in order.</param>
/// <param name="SavedGroups">The saved groups.</param>
/// <param name="Bandits">The contextual bandits.</param>
internal sealed record WrittenParts(
    ImmutableArray<WrittenFeature> Features, ImmutableArray<WrittenRule> Experiments, Value.Object SavedGroups, Value.Object Bandits)
{
    /// <summary>The variations of all rules and leaves that are measured leaf by leaf; further rules of bandits have the experiment for users in no leaf only.</summary>
    private const int MaxLeafVariations = 20_000;

    private Dictionary<string, WrittenFeature> ByKey => field ??= Features.ToDictionary(feature => feature.Key, StringComparer.Ordinal);

    private ILookup<string, (WrittenFeature? Feature, WrittenRule Rule)> ByExperiment => field ??= AllExperiments().ToLookup(each => each.Rule.Experiment!.Key, StringComparer.Ordinal);

    private ILookup<string, (WrittenFeature Feature, WrittenRule Rule)> ByTracked => field ??= Features
        .SelectMany(feature => feature.Rules, (feature, rule) => (Feature: feature, Rule: rule))
        .SelectMany(each => each.Rule.Force?.Tracks ?? [], (each, viewed) => (viewed.Experiment.Key, each))
        .ToLookup(tracked => tracked.Key, tracked => tracked.each, StringComparer.Ordinal);

    /// <summary>The rules that run the experiment of a key, with their features, which the payload's own experiments do not have.</summary>
    public IEnumerable<(WrittenFeature? Feature, WrittenRule Rule)> RulesOf(string experiment) => ByExperiment[experiment];

    /// <summary>The rules whose <c>tracks</c> have the experiment of a key, with their features.</summary>
    public IEnumerable<(WrittenFeature Feature, WrittenRule Rule)> RulesTracking(string experiment) => ByTracked[experiment];

    /// <summary>The feature of a key; <c>null</c> without one.</summary>
    public WrittenFeature? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>The rules with an experiment, each with its feature, and the payload's own experiments, which have none.</summary>
    public IEnumerable<(WrittenFeature? Feature, WrittenRule Rule)> AllExperiments() =>
        Features.SelectMany(feature => feature.Rules.Where(rule => rule.Experiment is not null).Select(rule => ((WrittenFeature?)feature, rule)))
            .Concat(Experiments.Select(rule => ((WrittenFeature?)null, rule)));

    /// <summary>Those of an application in which no fallback attribute counts. What is written stays.</summary>
    public WrittenParts WithoutFallbacks() => new(
        [.. Features.Select(feature => feature with { Rules = [.. feature.Rules.Select(rule => rule.WithoutFallback())] })],
        [.. Experiments.Select(rule => rule.WithoutFallback())],
        SavedGroups,
        Bandits);

    public static WrittenParts Of(Value.Object root, string? decryptionKey)
    {
        var pool = new ModelPool();
        var banditObject = Part(root, "contextualBandits", "encryptedContextualBandits", decryptionKey) as Value.Object ?? Value.Object.Empty;
        var bandits = new BanditReader(pool);
        bandits.Read(banditObject, new Faults());
        var rules = new RuleReader(new FeatureNumbers(), pool);
        var variations = new WorkLimit(MaxLeafVariations);
        var features = Part(root, "features", "encryptedFeatures", decryptionKey) as Value.Object ?? Value.Object.Empty;
        return new WrittenParts(
            [.. features.Where(member => member.Value is Value.Object).Select(member => WrittenFeature.Of(member.Key, (Value.Object)member.Value, rules, bandits, variations))],
            ExperimentsOf(Part(root, "experiments", "encryptedExperiments", decryptionKey), pool),
            Part(root, "savedGroups", "encryptedSavedGroups", decryptionKey) as Value.Object ?? Value.Object.Empty,
            banditObject);
    }

    /// <summary>Those of a payload with places, without reading it again.</summary>
    public static WrittenParts Of(PayloadSource source)
    {
        var variations = new WorkLimit(MaxLeafVariations);
        return new WrittenParts(
            [.. source.Features.Select(feature => WrittenFeature.Of(feature, variations))],
            [.. source.PageExperiments.Select((each, i) => WrittenRule.OfOwn(i, (Value.Object)each.Node.Value, each.Experiment))],
            source.Part("savedGroups")?.Value as Value.Object ?? Value.Object.Empty,
            source.Part("contextualBandits")?.Value as Value.Object ?? Value.Object.Empty);
    }

    /// <summary>A part of the payload. An encrypted part replaces the plain one if it can be read.</summary>
    private static Value? Part(Value.Object root, string plain, string encrypted, string? key) =>
        DecryptedParts.TextOf(root[encrypted], key) is { } json && Value.Parse(json).Value is { } decrypted
            ? decrypted
            : root.GetValueOrDefault(plain);

    private static ImmutableArray<WrittenRule> ExperimentsOf(Value? source, ModelPool pool)
    {
        var read = ImmutableArray.CreateBuilder<WrittenRule>();
        for (var i = 0; source is Value.Array array && i < array.Count; i++)
        {
            if (array[i] is Value.Object json && ExperimentReader.Read(json, new Faults(), pool) is { } experiment)
                read.Add(WrittenRule.OfOwn(i, json, experiment));
        }
        return read.ToImmutable();
    }
}
