namespace GrowthBook.Client;

/// <summary>
/// Warns once per experiment of assignments that no evaluation finds: a stored assignment is found by the key in the experiment's
/// <c>meta</c>, and without one it is stored by the variation's index. As in the reference. Thread-safe.
/// </summary>
internal sealed class KeylessAssignments(GuardedLogger logger) : IEffectHandler
{
    private readonly LoggedKeys _experiments = new();

    /// <summary>Checks an exposure of a user with sticky bucketing; the assignment was saved with it.</summary>
    public void Handle(EffectEvent effectEvent)
    {
        if (effectEvent is not { Effect: Effect.ExperimentViewed { Experiment: var experiment, Result: { HashUsed: true, StickyBucketUsed: false } result }, Context.StickyBuckets: not null }
            || experiment.DisableStickyBucketing == true || HasKey(experiment, result.VariationId))
        {
            return;
        }
        var key = experiment.Key;
        if (_experiments.Add(ref key) == true)
            StickyLog.Keyless(logger, key);
    }

    private static bool HasKey(Experiment experiment, int variation) =>
        !experiment.Meta.IsDefault && variation < experiment.Meta.Length && experiment.Meta[variation].Key is not null;
}
