namespace GrowthBook.Analysis;

/// <summary>Compares the evaluation of a feature for one user under two payloads.</summary>
public static class UserComparison
{
    /// <summary>Evaluates a feature under both payloads, with the assignments that the user has stored.</summary>
    /// <param name="context">The user, with the old payload.</param>
    /// <param name="payload">The new payload.</param>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="changes">
    /// Takes one change per experiment that tracks the user before or after, also if it is the same; and one without an experiment
    /// if the value differs, no exposure does, and no experiment that tracks the user gives the value.
    /// </param>
    /// <param name="assumesStoredAssignments">Whether the new evaluation also sees the assignments that the old one stores. Default: no.</param>
    /// <returns>Whether anything differs; nothing does for a user whom a stored assignment keeps.</returns>
    public static bool Compare(Context context, Payload payload, FeatureKey feature, ICollection<UserChange> changes, bool assumesStoredAssignments = false)
    {
        _ = context ?? throw new ArgumentNullException(nameof(context));
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        _ = changes ?? throw new ArgumentNullException(nameof(changes));
        return Compare(context, payload, feature, changes, assumesStoredAssignments, out _);
    }

    /// <summary>The explanations of a feature before and after, of the evaluations that are compared.</summary>
    internal static (string Old, string New) Explain(Context context, Payload payload, FeatureKey feature, bool assumesStoredAssignments)
    {
        var contexts = new ComparedContexts(assumesStoredAssignments);
        var earlier = contexts.Before(context);
        var old = Evaluator.Explain(earlier, feature);
        return (old.ToString(), Evaluator.Explain(contexts.After(earlier, old.Effects, payload), feature).ToString());
    }

    /// <summary>Compares, and gives the results with the steps that both evaluations take.</summary>
    internal static bool Compare(
        Context context, Payload payload, FeatureKey feature, ICollection<UserChange> changes, bool assumesStoredAssignments, out ComparedResults results)
    {
        var contexts = new ComparedContexts(assumesStoredAssignments);
        var earlier = contexts.Before(context);
        var (before, effectsBefore) = Evaluator.EvalFeatureCounted(earlier, feature, out var stepsBefore);
        var later = contexts.After(earlier, effectsBefore, payload);
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
                : Of(feature.ToString(), old, @new, old.Experiment.Key == answering ? values : null, earlier, later);
            (answering, values) = change.Values is null ? (answering, values) : (null, null);
            hasChange |= change.IsDifference;
            changes.Add(change);
        }
        for (var i = 0; i < effectsAfter.Count; i++)
        {
            if (effectsAfter[i] is not Effect.ExperimentViewed @new || exposures.Before(@new) is not null)
                continue;
            hasChange = true;
            changes.Add(new UserChange(feature.ToString(), @new.Experiment.Key, Entered(@new, earlier, feature), null, @new.Result.Key));
        }
        if (values is null)
            return hasChange;
        changes.Add(new UserChange(feature.ToString(), null, ChangeClass.ValueOnly, null, null) { Values = values, EntersRollout = RolloutEntries.Has(earlier, later, feature, before, after) });
        return true;
    }

    /// <summary>The change of a user whom an experiment tracks before and after.</summary>
    /// <param name="feature">The key of the feature; <c>null</c> for an experiment of the payload.</param>
    /// <param name="old">The exposure before.</param>
    /// <param name="new">The exposure after.</param>
    /// <param name="values">The values before and after, if they differ and the experiment gives them; otherwise <c>null</c>.</param>
    /// <param name="before">The user before.</param>
    /// <param name="after">The user after.</param>
    internal static UserChange Of(string? feature, Effect.ExperimentViewed old, Effect.ExperimentViewed @new, (Value, Value)? values, Context before, Context after)
    {
        var changeClass = @new.Result.Key != old.Result.Key ? ChangeClass.Moved
            : values is not null ? ChangeClass.ValueOnly
            : IsKept(@new, after) && !IsKept(old, before) ? ChangeClass.KeptBySticky
            : ChangeClass.Same;
        return new UserChange(feature, @new.Experiment.Key, changeClass, old.Result.Key, @new.Result.Key) { Values = changeClass == ChangeClass.ValueOnly ? values : null };
    }

    /// <summary>Whether the user would have another variation, or none, without a stored assignment.</summary>
    private static bool IsKept(Effect.ExperimentViewed viewed, Context context) => viewed.Result.StickyBucketUsed
        && (Evaluator.RunExperiment(context with { StickyBuckets = StickyBuckets.Empty }, viewed.Experiment with { ContextualBandit = null }).Result
            is not { InExperiment: true } fresh || fresh.Key != viewed.Result.Key);

    /// <summary>The class of a user whom an experiment tracked before: a rule before the experiment may answer now.</summary>
    private static ChangeClass Left(Effect.ExperimentViewed old, Context after, FeatureKey feature) =>
        IsNotReached(old, after, feature) ? ChangeClass.ExposureLost : ChangeClass.Left;

    private static ChangeClass Entered(Effect.ExperimentViewed @new, Context before, FeatureKey feature) =>
        IsNotReached(@new, before, feature) ? ChangeClass.ExposureGained : ChangeClass.Entered;

    /// <summary>Whether a feature has a rule that an earlier rule keeps from being reached, and that tracks an experiment: itself, or by a feature that it requires.</summary>
    private static bool IsNotReached(Effect.ExperimentViewed viewed, Context context, FeatureKey feature)
    {
        var features = context.Payload.Features;
        var (open, seen) = (new Queue<int>(), new HashSet<int>());
        foreach (var trace in Evaluator.Explain(context, feature).AllFeatures())
        {
            var rules = features.NumberOf(trace.Key) is >= 0 and var number ? features[number].Rules : default;
            foreach (var rule in trace.Rules)
            {
                if (rule.Outcome == RuleOutcome.NotReached && Tracks(rules[rule.Index]))
                    return true;
            }
        }
        while (open.TryDequeue(out var required))
        {
            var rules = features[required].Rules;
            for (var i = 0; i < rules.Count; i++)
            {
                if (Tracks(rules[i]))
                    return true;
            }
        }
        return false;

        // Whether a rule tracks the experiment itself; the features that it requires follow.
        bool Tracks(Rule rule)
        {
            foreach (var prerequisite in rule.Prerequisites)
            {
                if (prerequisite.Number >= 0 && features[prerequisite.Number].Exists && seen.Add(prerequisite.Number))
                    open.Enqueue(prerequisite.Number);
            }
            return (rule is Rule.Experiment experiment && experiment.Compiled.Source.Key == viewed.Experiment.Key)
                || rule.Tracks?.Any(track => track.Experiment.Key == viewed.Experiment.Key) is true;
        }
    }
}
