namespace GrowthBook.Analysis;

/// <summary>The exposures of a user before and after. An experiment that has the user twice, in two variations, has two exposures.</summary>
/// <param name="before">The effects before.</param>
/// <param name="after">The effects after.</param>
internal readonly struct ExposurePair(Effects before, Effects after)
{
    private readonly Effects _before = before, _after = after;

    /// <summary>Whether an experiment tracks the user only before, only after, or in another variation.</summary>
    public bool Differ() => HasOther(_before, _after) || HasOther(_after, _before);

    /// <summary>The exposure after of an exposure before: of the same variation, or of one that the user moves to; <c>null</c> without one.</summary>
    public Effect.ExperimentViewed? After(Effect.ExperimentViewed old) => Find(_after, old, _before);

    /// <summary>The exposure before of an exposure after.</summary>
    public Effect.ExperimentViewed? Before(Effect.ExperimentViewed @new) => Find(_before, @new, _after);

    private static bool HasOther(Effects effects, Effects others)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is Effect.ExperimentViewed viewed && FindSame(others, viewed) is null)
                return true;
        }
        return false;
    }

    private static Effect.ExperimentViewed? Find(Effects others, Effect.ExperimentViewed viewed, Effects own)
    {
        if (FindSame(others, viewed) is { } same)
            return same;
        for (var i = 0; i < others.Count; i++)
        {
            if (others[i] is Effect.ExperimentViewed other && IsSameExperiment(other, viewed) && FindSame(own, other) is null)
                return other;
        }
        return null;
    }

    private static Effect.ExperimentViewed? FindSame(Effects effects, Effect.ExperimentViewed viewed)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is Effect.ExperimentViewed other && IsSameExperiment(other, viewed) && other.Result.Key == viewed.Result.Key)
                return other;
        }
        return null;
    }

    private static bool IsSameExperiment(Effect.ExperimentViewed left, Effect.ExperimentViewed right) => Utf16.Equal(left.Experiment.Key, right.Experiment.Key);
}
