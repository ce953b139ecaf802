using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Compares the evaluation of the payloads' own experiments, on all pages, for one user under two payloads.</summary>
internal sealed class OwnExperimentComparison
{
    private readonly ImmutableArray<(Experiment? Old, Experiment? New)> _pairs;
    private readonly ComparedContexts _contexts;

    private OwnExperimentComparison(ImmutableArray<(Experiment? Old, Experiment? New)> pairs, ComparedContexts contexts) => (_pairs, _contexts) = (pairs, contexts);

    /// <summary>The comparison of the experiments in which a user can differ.</summary>
    public static OwnExperimentComparison Of(WrittenPayload old, WrittenPayload @new, PayloadDiff diff)
    {
        var different = diff.Experiments.Where(experiment => experiment.Feature is null && experiment.HasChange).Select(experiment => experiment.Key).ToHashSet(StringComparer.Ordinal);
        return new OwnExperimentComparison(
        [
            .. from pair in ExperimentPairs.Of(RulePairs.Of(old.Parts.Experiments, @new.Parts.Experiments))
               let both = (Old: OnAllPages(pair.Old), New: OnAllPages(pair.New))
               where different.Contains((both.New ?? both.Old)!.Key)
               select both,
        ], new ComparedContexts(diff.AssumesStoredAssignments));
    }

    /// <summary>Adds a change for each experiment that has the user before or after, also if it is the same.</summary>
    /// <param name="context">The user, with the old payload.</param>
    /// <param name="payload">The new payload.</param>
    /// <param name="changes">Takes the changes.</param>
    public void Compare(Context context, Payload payload, ICollection<UserChange> changes)
    {
        var earlier = _contexts.Before(context);
        foreach (var (old, @new) in _pairs)
        {
            var (before, effects) = Run(earlier, old);
            var later = _contexts.After(earlier, effects, payload);
            var (after, _) = Run(later, @new);
            if (before is null && after is null)
                continue;
            changes.Add(before is null ? new UserChange(null, @new!.Key, ChangeClass.Entered, null, after!.Result.Key)
                : after is null ? new UserChange(null, (@new ?? old)!.Key, ChangeClass.Left, before.Result.Key, null)
                : UserComparison.Of(null, before, after, OtherValues(before.Result.Value, after.Result.Value), earlier, later));
        }
    }

    private static (Value, Value)? OtherValues(Value before, Value after) => ValueEquality.SameJson(before, after) ? null : (before, after);

    private static Experiment? OnAllPages(WrittenRule? rule) => rule is null ? null : rule.Experiment! with { UrlPatterns = default };

    private static (Effect.ExperimentViewed? Viewed, Effects Effects) Run(Context context, Experiment? experiment)
    {
        if (experiment is null)
            return (null, default);
        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        return (result is { InExperiment: true, HashUsed: true } ? new Effect.ExperimentViewed(experiment, result) : null, effects);
    }
}
