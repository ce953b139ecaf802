using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Client;

/// <summary>Identifies what an effect reports, so that a receiver can recognise a repetition.</summary>
/// <param name="Key">The exposure, or the user and the feature of a usage.</param>
/// <param name="Value">The value of a usage: a new value of the same key is not a repetition. Empty for an exposure.</param>
internal readonly record struct EffectIdentity(EffectKey Key, string Value)
{
    /// <summary>A longer text is replaced by its SHA-256, which bounds the memory per entry.</summary>
    private const int LongestText = 128;

    /// <summary>Returns the identity of an effect; <c>null</c> for one that is never a repetition.</summary>
    /// <param name="effectEvent">The effect.</param>
    /// <param name="userAttributes">The attributes that identify a user; <c>default</c> for all.</param>
    public static EffectIdentity? Of(EffectEvent effectEvent, ImmutableArray<string> userAttributes) => effectEvent.Effect switch
    {
        // The lengths separate the parts of the deduplication key: it is "id12x0" for "1", "2x" and for "12", "x".
        Effect.ExperimentViewed viewed => new(
            new EffectKey(
                false,
                Bounded(viewed.DeduplicationKey),
                $"{viewed.Result.HashAttribute.Length} {viewed.Experiment.Key.Length} {viewed.Result.VariationId}"),
            ""),
        Effect.FeatureEvaluated evaluated when UserOf(effectEvent.Context, userAttributes) is { } user => new(
            new EffectKey(true, Bounded(user), Bounded(evaluated.FeatureKey)),
            Bounded(evaluated.Result.Value.ToString())),
        _ => null,
    };

    private static string Bounded(string text) => text.Length <= LongestText ? text : Sha256.Hex(Encoding.Unicode.GetBytes(text));

    /// <summary>Returns a text that identifies the user; <c>null</c> if the user has none of the attributes.</summary>
    private static string? UserOf(Context context, ImmutableArray<string> userAttributes)
    {
        var attributes = context.EffectiveAttributes();
        if (userAttributes.IsDefault)
            return attributes.Count == 0 ? null : attributes.ToString();
        var user = new Value.Object(userAttributes
            .Where(attributes.ContainsKey)
            .Select(name => new KeyValuePair<string, Value>(name, attributes[name])));
        return user.Count == 0 ? null : user.ToString();
    }
}

/// <summary>The key of an exposure or a usage in an <see cref="EffectMemory"/>.</summary>
/// <param name="IsUsage">Whether it is a usage.</param>
/// <param name="First">The deduplication key of an exposure; the user of a usage.</param>
/// <param name="Second">The lengths of an exposure's parts; the feature of a usage.</param>
internal readonly record struct EffectKey(bool IsUsage, string First, string Second);
