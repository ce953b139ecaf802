using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// The payloads of a recording: an assertion that something did not occur would hold for each key that they do not have. Immutable.
/// </summary>
internal sealed class KnownKeys
{
    private const int MaxListed = 10;

    private readonly ImmutableHashSet<Payload> _payloads;

    private KnownKeys(ImmutableHashSet<Payload> payloads) => _payloads = payloads;

    public static KnownKeys None { get; } = new([]);

    private IEnumerable<string> Features => _payloads.SelectMany(payload => payload.FeatureKeys).Distinct();

    private IEnumerable<string> Experiments =>
        _payloads.SelectMany(payload => payload.FeatureExperiments.Concat(payload.Experiments)).Select(experiment => experiment.Key).Distinct();

    public KnownKeys With(Payload payload) => new(_payloads.Add(payload));

    /// <exception cref="ArgumentException">The key is none of a feature of the payloads.</exception>
    public void CheckFeature(string feature)
    {
        if (Features.Contains(feature))
            return;
        if (Experiments.Contains(feature))
            throw Holds($"`{feature}` is an experiment and no feature", "use ShouldNotHaveViewed", nameof(feature));
        Refuse("feature", feature, Features, "", nameof(feature));
    }

    /// <exception cref="ArgumentException">The key is none of an experiment of the payloads.</exception>
    public void CheckExperiment(string experiment)
    {
        if (Experiments.Contains(experiment))
            return;
        if (Features.Contains(experiment))
        {
            var ofRules = _payloads.SelectMany(payload => payload.ExperimentsOf(experiment)).Select(rule => rule.Key).Distinct().ToList();
            throw Holds(
                $"`{experiment}` is a feature and no experiment",
                "use ShouldNotHaveEvaluated" + (ofRules.Count == 0 ? "" : $", or an experiment of the feature: {Listed(ofRules)}"),
                nameof(experiment));
        }
        Refuse("experiment", experiment, Experiments, "; give an experiment in code itself instead of its key", nameof(experiment));
    }

    /// <summary>Without any key, as of a test without a payload, there is nothing to compare with.</summary>
    private static void Refuse(string kind, string key, IEnumerable<string> known, string otherwise, string parameter)
    {
        var keys = known.ToList();
        if (keys.Count > 0)
            throw Holds($"the {kind} `{key}` is not in the payload", (NearestName.Near(key, keys) is { } nearest ? $"did you mean `{nearest}`?" : $"the payload has {Listed(keys)}") + otherwise, parameter);
    }

    private static ArgumentException Holds(string reason, string mend, string parameter) => new($"{reason}, so the assertion would always hold; {mend}", parameter);

    private static string Listed(List<string> keys) => string.Join(", ", keys.Take(MaxListed).Select(key => $"`{key}`"))
        + (keys.Count > MaxListed ? $" and {(keys.Count - MaxListed).ToString(CultureInfo.InvariantCulture)} more" : "");
}
