namespace GrowthBook.Client;

/// <summary>
/// Warns once per experiment of assignments that no evaluation finds: a stored assignment is found by the key in the experiment's
/// <c>meta</c>, and without one it is stored by the variation's index. As in the reference. Thread-safe.
/// </summary>
internal sealed class KeylessAssignments(GuardedLogger logger)
{
    private readonly LoggedKeys _experiments = new();

    /// <summary>Checks the exposures of an evaluation with sticky bucketing, which has saved their assignments.</summary>
    public void Check(in Effects effects)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is Effect.ExperimentViewed { Experiment: var experiment, Result: { HashUsed: true, StickyBucketUsed: false, VariationId: var variation } }
                && experiment.DisableStickyBucketing != true && !HasKey(experiment, variation))
            {
                Warn(experiment.Key);
            }
        }
    }

    private void Warn(string experiment)
    {
        if (_experiments.Add(ref experiment) == true)
            StickyLog.Keyless(logger, experiment);
    }

    private static bool HasKey(Experiment experiment, int variation) =>
        !experiment.Meta.IsDefault && variation < experiment.Meta.Length && experiment.Meta[variation].Key is not null;
}
