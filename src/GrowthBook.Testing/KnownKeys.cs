using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// The keys in the payloads of a recording. Refuses an assertion that something did not occur if its key is of the other kind, or probably
/// misspelt. Other unknown keys are legal: a test can assert that the code no longer reads a deleted feature. Immutable.
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

    /// <exception cref="ArgumentException">The key is that of an experiment, or nearly that of a feature.</exception>
    public void CheckFeature(string feature)
    {
        if (Features.Contains(feature))
            return;
        if (Experiments.Contains(feature))
            throw new ArgumentException($"`{feature}` is an experiment and not a feature; use ShouldNotHaveViewed", nameof(feature));
        if (NearestName.Near(feature, Features) is { } nearest)
            throw new ArgumentException($"the payload has no feature `{feature}`; did you mean `{nearest}`? Otherwise use ShouldHaveEvaluated with times: 0", nameof(feature));
    }

    /// <exception cref="ArgumentException">The key is that of a feature, or nearly that of an experiment.</exception>
    public void CheckExperiment(string experiment)
    {
        if (Experiments.Contains(experiment))
            return;
        if (Features.Contains(experiment))
        {
            var ofRules = _payloads.SelectMany(payload => payload.ExperimentsOf(experiment)).Select(rule => rule.Key).Distinct().ToList();
            throw new ArgumentException(
                $"`{experiment}` is a feature and not an experiment; use ShouldNotHaveEvaluated" + (ofRules.Count == 0 ? "" : $", or an experiment of the feature: {Listed(ofRules)}"),
                nameof(experiment));
        }
        if (NearestName.Near(experiment, Experiments) is { } nearest)
        {
            throw new ArgumentException(
                $"the payload has no experiment `{experiment}`; did you mean `{nearest}`? Otherwise use ShouldHaveViewed with times: 0, or give the experiment in code instead of its key",
                nameof(experiment));
        }
    }

    private static string Listed(List<string> keys) => string.Join(", ", keys.Take(MaxListed).Select(key => $"`{key}`"))
        + (keys.Count > MaxListed ? $" and {(keys.Count - MaxListed).ToString(CultureInfo.InvariantCulture)} more" : "");
}
