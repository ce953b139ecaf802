namespace GrowthBook.Analysis;

/// <summary>Compares the evaluation of a feature for one user under two payloads.</summary>
public static class UserComparison
{
    /// <summary>Evaluates a feature under both payloads. The new evaluation sees the assignments that the old one stores.</summary>
    /// <param name="context">The user, with the old payload.</param>
    /// <param name="payload">The new payload.</param>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="changes">
    /// Takes one change per experiment that tracks the user before or after, also if it is the same; and one without an experiment
    /// if the value differs, no exposure does, and no experiment that tracks the user gives the value.
    /// </param>
    /// <returns>Whether anything differs.</returns>
    public static bool Compare(Context context, Payload payload, FeatureKey feature, ICollection<UserChange> changes)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        _ = changes ?? throw new ArgumentNullException(nameof(changes));
        return Compare(context, payload, feature, changes, out _);
    }

    /// <summary>Compares, and gives the results with the steps that both evaluations take.</summary>
    internal static bool Compare(Context context, Payload payload, FeatureKey feature, ICollection<UserChange> changes, out ComparedResults results)
    {
        var (before, effectsBefore) = Evaluator.EvalFeatureCounted(context, feature, out var stepsBefore);
        var later = (context.StickyBuckets is null ? context : context.Apply(effectsBefore)) with { Payload = payload };
        var (after, effectsAfter) = Evaluator.EvalFeatureCounted(later, feature, out var stepsAfter);
        results = new ComparedResults(before, after, (long)stepsBefore + stepsAfter);
        var exposures = new ExposurePair(effectsBefore, effectsAfter);
        // Another value is of the experiments whose exposures differ; otherwise of the experiment that answers, if it tracks the user.
        var values = ValueEquality.SameJson(before.Value, after.Value) || exposures.Differ() ? default((Value, Value)?) : (before.Value, after.Value);
        var answering = values is null ? null : (before.Experiment ?? after.Experiment)?.Key;
        var hasChange = false;
        for (var i = 0; i < effectsBefore.Count; i++)
        {
            if (effectsBefore[i] is not Effect.ExperimentViewed old)
                continue;
            var @new = exposures.After(old);
            var change = @new is null ? new UserChange(feature.ToString(), old.Experiment.Key, Left(old, later, feature), old.Result.Key, null)
                : Of(feature.ToString(), old, @new, old.Experiment.Key == answering ? values : null, context, later);
            (answering, values) = change.Values is null ? (answering, values) : (null, null);
            hasChange |= change.Class != ChangeClass.Same;
            changes.Add(change);
        }
        for (var i = 0; i < effectsAfter.Count; i++)
        {
            if (effectsAfter[i] is not Effect.ExperimentViewed @new || exposures.Before(@new) is not null)
                continue;
            hasChange = true;
            changes.Add(new UserChange(feature.ToString(), @new.Experiment.Key, Entered(@new, context, feature), null, @new.Result.Key));
        }
        if (values is null)
            return hasChange;
        changes.Add(new UserChange(feature.ToString(), null, ChangeClass.ValueOnly, null, null) { Values = values });
        return true;
    }

    /// <summary>The change of a user whom an experiment tracks before and after.</summary>
    /// <param name="feature">The key of the feature; <c>null</c> for an experiment of the payload.</param>
    /// <param name="old">The exposure before.</param>
    /// <param name="new">The exposure after.</param>
    /// <param name="values">The values before and after, if they differ and the experiment gives them; otherwise <c>null</c>.</param>
    /// <param name="before">The user before.</param>
    /// <param name="after">The user after, with the assignments that the old evaluation stored.</param>
    internal static UserChange Of(string? feature, Effect.ExperimentViewed old, Effect.ExperimentViewed @new, (Value, Value)? values, Context before, Context after)
    {
        var changeClass = @new.Result.Key != old.Result.Key ? ChangeClass.Moved
            : values is not null ? ChangeClass.ValueOnly
            : @new.Result.StickyBucketUsed && !old.Result.StickyBucketUsed && IsKept(@new, before, after) ? ChangeClass.KeptBySticky
            : ChangeClass.Same;
        return new UserChange(feature, @new.Experiment.Key, changeClass, old.Result.Key, @new.Result.Key) { Values = changeClass == ChangeClass.ValueOnly ? values : null };
    }

    /// <summary>Whether the user would have another variation, or none, without the assignment that the old evaluation stored.</summary>
    private static bool IsKept(Effect.ExperimentViewed @new, Context before, Context after) =>
        Evaluator.RunExperiment(after with { StickyBuckets = before.StickyBuckets }, @new.Experiment with { ContextualBandit = null }).Result
            is not { InExperiment: true } fresh || fresh.Key != @new.Result.Key;

    /// <summary>The class of a user whom an experiment tracked before: a rule before the experiment may answer now.</summary>
    private static ChangeClass Left(Effect.ExperimentViewed old, Context after, FeatureKey feature) =>
        IsNotReached(old, after, feature) ? ChangeClass.ExposureLost : ChangeClass.Left;

    private static ChangeClass Entered(Effect.ExperimentViewed @new, Context before, FeatureKey feature) =>
        IsNotReached(@new, before, feature) ? ChangeClass.ExposureGained : ChangeClass.Entered;

    /// <summary>Whether a feature has a rule with an experiment that an earlier rule keeps from being reached.</summary>
    private static bool IsNotReached(Effect.ExperimentViewed viewed, Context context, FeatureKey feature)
    {
        var features = context.Payload.Features;
        foreach (var trace in Evaluator.Explain(context, feature).AllFeatures())
        {
            var rules = features.NumberOf(trace.Key) is >= 0 and var number ? features[number].Rules : default;
            foreach (var rule in trace.Rules)
            {
                if (rule.Outcome == RuleOutcome.NotReached && rules[rule.Index] is Rule.Experiment experiment && experiment.Compiled.Source.Key == viewed.Experiment.Key)
                    return true;
            }
        }
        return false;
    }
}
