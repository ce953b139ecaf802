using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Warns once per attribute of an experiment that assigns a variation although the stored assignments of its attribute were not read: neither the
/// payload nor the options name the attribute. Thread-safe.
/// </summary>
internal sealed class UnreadAssignments(GuardedLogger logger)
{
    private readonly LoggedKeys _attributes = new();

    /// <summary>Checks the exposures of an evaluation that has assigned a variation.</summary>
    /// <param name="effects">The effects of the evaluation.</param>
    /// <param name="context">The user.</param>
    /// <param name="read">The attributes whose stored assignments were read.</param>
    public void Check(in Effects effects, Context context, ImmutableArray<string> read)
    {
        for (var i = 0; i < effects.Count; i++)
        {
            if (effects[i] is not Effect.ExperimentViewed { Experiment: var experiment, Result: { HashUsed: true, StickyBucketUsed: false } } || experiment.DisableStickyBucketing == true)
                continue;
            Check(HashAttribute.Of(experiment), experiment, context, read);
            if (experiment.FallbackAttribute is { Length: > 0 } fallback)
                Check(fallback, experiment, context, read);
        }
    }

    private void Check(string attribute, Experiment experiment, Context context, ImmutableArray<string> read)
    {
        if (!read.Contains(attribute) && !_attributes.IsDone(attribute) && context.EffectiveAttributes()[attribute].IsTruthy && _attributes.Add(ref attribute) == true)
            ClientLog.UnreadAssignments(logger, PlainText.Of(experiment.Key, PlainText.MaxName), attribute);
    }
}
