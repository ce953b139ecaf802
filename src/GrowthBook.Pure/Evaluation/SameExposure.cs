namespace GrowthBook;

/// <summary>
/// Exposures are equal if they have the same deduplication key. The key, which has the user's identifier, is not made: the
/// identifier may be long, and it is the same for nearly all exposures of an evaluation.
/// </summary>
internal sealed class SameExposure : IEqualityComparer<Effect.ExperimentViewed>
{
    public static SameExposure Instance { get; } = new();

    public bool Equals(Effect.ExperimentViewed? x, Effect.ExperimentViewed? y) => x is null || y is null ? ReferenceEquals(x, y) : x.IsSameExposure(y);

    public int GetHashCode(Effect.ExperimentViewed obj) => unchecked((int)TextHash.Of(obj.Experiment.Key.AsSpan()) + obj.Result.VariationId);
}
