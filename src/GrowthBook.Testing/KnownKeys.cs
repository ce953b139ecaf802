using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// The payloads of a recording: an assertion that a feature was not evaluated would hold for each misspelt key. Immutable.
/// </summary>
internal sealed class KnownKeys
{
    private readonly ImmutableHashSet<Payload> _payloads;

    private KnownKeys(ImmutableHashSet<Payload> payloads) => _payloads = payloads;

    public static KnownKeys None { get; } = new([]);

    public KnownKeys With(Payload payload) => new(_payloads.Add(payload));

    /// <summary>Code can have evaluated a key that is in no payload, so only a key that is nearly one of the payload's is a mistake.</summary>
    /// <exception cref="ArgumentException">The key is nearly that of a feature.</exception>
    public void CheckFeature(string feature)
    {
        var known = _payloads.SelectMany(payload => payload.FeatureKeys).ToList();
        if (!known.Contains(feature) && NearestName.Near(feature, known) is { } nearest)
            throw new ArgumentException($"the feature `{feature}` is not in the payload, so the assertion would always hold; did you mean `{nearest}`?", nameof(feature));
    }
}
