using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>The values of features and the variations of experiments that a developer forces for a browser.</summary>
internal sealed record ForcedValues(Value.Object Features, ImmutableSortedDictionary<string, int> Variations)
{
    public static ForcedValues None { get; } = new(Value.Object.Empty, ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    public bool IsEmpty => Features.Count == 0 && Variations.IsEmpty;

    /// <summary>Reads the text of <see cref="ToString"/>; <c>null</c> if it is another one.</summary>
    public static ForcedValues? Parse(string json)
    {
        if (Value.Parse(json).Value is not Value.Object { Count: 2 } members
            || members["features"] is not Value.Object forced
            || members["variations"] is not Value.Object byExperiment)
        {
            return null;
        }
        var read = None.Variations.ToBuilder();
        foreach (var (experiment, variation) in byExperiment)
        {
            if (VariationOf(variation) is not { } index)
                return null;
            read[experiment] = index;
        }
        return new ForcedValues(forced, read.ToImmutable());
    }

    /// <summary>Returns the index of a variation; <c>null</c> if the value is no index.</summary>
    public static int? VariationOf(Value value) => value.AsInt32() is >= 0 and var index ? index : null;

    /// <summary>Returns a user for whom the values are forced; those that the application forces for the user stay.</summary>
    public GrowthBookUser Apply(GrowthBookUser user) => IsEmpty ? user : user.With(context => context with
    {
        ForcedFeatureValues = new Value.Object(context.ForcedFeatureValues.Concat(Features)),
        ForcedVariations = context.ForcedVariations.SetItems(Variations),
    });

    /// <summary>Returns these values without a feature's or an experiment's.</summary>
    public ForcedValues Without(string? feature = null, string? experiment = null) => new(
        new Value.Object(Features.Where(each => each.Key != feature)),
        experiment is null ? Variations : Variations.Remove(experiment));

    public Value.Object ToValue() => new([
        new("features", Features),
        new("variations", new Value.Object(Variations.Select(each => KeyValuePair.Create<string, Value>(each.Key, each.Value)))),
    ]);

    /// <summary>The JSON text, <c>{"features":{…},"variations":{…}}</c>.</summary>
    public override string ToString() => ToValue().ToString();
}
