namespace GrowthBook;

/// <summary>
/// The exposures of a payload form as values. Each is made once. Its identifier, which is a visitor's text, and each copy for a further feature
/// take characters of a limit: otherwise the form would be the product of the identifier or of a variation with the features.
/// </summary>
internal sealed class TrackedExposures
{
    /// <summary>How many characters identifiers and copies have together, before they are escaped. The first that needs more ends the exposures.</summary>
    private const int MaxCharacters = 4_000_000;

    /// <summary>The characters of a number such as -1.2345678901234567e-100.</summary>
    private const int LongestNumber = 24;

    private readonly Dictionary<Effect.ExperimentViewed, (Value Track, long Characters)> _made = new(SameReference.Instance);
    private long _left = MaxCharacters;

    /// <summary>An exposure as value; <c>null</c> where too few characters are left.</summary>
    public Value? Take(Effect.ExperimentViewed viewed)
    {
        if (_left < 0)
            return null;
        var isCopy = _made.TryGetValue(viewed, out var made);
        _left -= isCopy ? made.Characters : Characters(viewed.Result.HashValue);
        if (_left < 0)
            return null;
        if (!isCopy)
        {
            var track = Of(viewed);
            _made[viewed] = made = (track, Characters(track));
        }
        return made.Track;
    }

    private static Value Of(Effect.ExperimentViewed viewed)
    {
        var (experiment, result) = viewed.WithoutTargeting();
        return new Value.Object([new("experiment", experiment.ToValue()), new("result", result.ToValue())]);
    }

    /// <summary>About how many characters the JSON text of a value has.</summary>
    private static long Characters(Value value)
    {
        var characters = 1L;
        switch (value)
        {
            case Value.String text:
                characters += text.Content.Length;
                break;
            case Value.Number:
                characters += LongestNumber;
                break;
            case Value.Array array:
                foreach (var item in array.Items)
                    characters += Characters(item);
                break;
            case Value.Object members:
                foreach (var member in members)
                    characters += member.Key.Length + Characters(member.Value);
                break;
        }
        return characters;
    }

    /// <summary>Exposures are the same if they are one object.</summary>
    private sealed class SameReference : IEqualityComparer<Effect.ExperimentViewed>
    {
        public static SameReference Instance { get; } = new();

        public bool Equals(Effect.ExperimentViewed? x, Effect.ExperimentViewed? y) => ReferenceEquals(x, y);

        public int GetHashCode(Effect.ExperimentViewed obj) =>
            unchecked((31 * SameExposure.Instance.GetHashCode(obj)) + (int)TextHash.Of((obj.Result.FeatureId ?? "").AsSpan()));
    }
}
