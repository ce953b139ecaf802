using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>Runs an experiment, in the steps and with the numbers of the GrowthBook specification.</summary>
internal static class ExperimentSteps
{
    /// <summary>The length of a URL up to which it is read for each experiment, which allocates nothing.</summary>
    private const int LongUrl = 256;

    public static ExperimentResult Run(CompiledExperiment experiment, string? featureId, ref EvaluationState state)
    {
        var source = experiment.Source;
        var attribute = HashAttribute.Of(state.User, experiment.HashAttribute, Fallback(experiment, state));
        var outcome = new ExperimentOutcome(experiment, featureId, attribute);

        // 1. An experiment needs two variations.
        if (source.Variations.Length < 2)
        {
            state.Trace?.Variations(source);
            return outcome.NotIncluded();
        }
        // 2. The context may switch experiments off.
        if (!state.Context.Enabled)
        {
            state.Trace?.Enabled();
            return outcome.NotIncluded();
        }
        // 2.6 The URL must be targeted.
        if (experiment.UrlTargets is not null && !IsUrlTargeted(experiment, ref state))
            return outcome.NotIncluded();
        // 3. and 4. A variation may be forced, by the query string or by the context.
        if (ForcedVariation(experiment, ref state) is { } forced)
            return outcome.Forced(forced);
        // 5. The experiment must run.
        if (source.Active is false || source.Status == "draft")
        {
            state.Trace?.Active(source);
            return outcome.NotIncluded();
        }
        // 6. The user must be identified.
        if (attribute.Value is null)
        {
            state.Trace?.HashAttribute(attribute, attribute.StickyFallback(experiment.IsSticky ? experiment.FallbackAttribute : null, state));
            return outcome.NotIncluded();
        }

        // 6.5 A stored assignment replaces steps 7 to 8 and the choice of step 9; its version may exclude the user.
        var sticky = state.StickyBuckets is null ? StickySteps.Nothing : StickySteps.Find(experiment, ref state);
        if (sticky.Variation < 0 && !IsEligible(experiment, attribute.Value, ref state))
            return outcome.NotIncluded();

        // 9. Otherwise the hash chooses. An unknown hash version excludes the user.
        if (state.Scope.ReadText(attribute.Value, Steps.Hashing) is not { } id)
            return outcome.NotIncluded();
        var bucket = experiment.Seed.Bucket(id);
        if (double.IsNaN(bucket))
        {
            state.Trace?.HashVersion(source);
            return outcome.NotIncluded();
        }
        var variation = sticky.Variation >= 0 ? sticky.Variation : ChooseVariation(experiment, attribute, bucket, ref state);

        // 9.5 An assignment of a blocked version excludes the user.
        if (sticky.IsBlocked)
            return outcome.Blocked();
        // 10. The bucket may lie in no range.
        if (variation < 0)
            return outcome.NotIncluded();
        // 11. The experiment may force a variation.
        if (source.Force is { } force)
        {
            state.Trace?.Force(source, force);
            return outcome.Forced(force);
        }
        // 12. QA mode gives forced variations only; 12.5 a stopped experiment gives none.
        if (state.Context.QaMode)
        {
            state.Trace?.QaMode();
            return outcome.NotIncluded();
        }
        if (source.Status == "stopped")
        {
            state.Trace?.Active(source);
            return outcome.NotIncluded();
        }

        // 13. The user is in the experiment; 13.5 the assignment is to be stored; 14. the exposure is to be tracked.
        var result = outcome.Drawn(variation, bucket, sticky.Variation >= 0);
        if (experiment.IsSticky && state.StickyBuckets is not null)
            StickySteps.Store(experiment, attribute, result.Key, ref state);
        state.View(new Effect.ExperimentViewed(source, result));
        return result;
    }

    /// <summary>The fallback attribute counts only while sticky bucketing is on.</summary>
    private static string? Fallback(CompiledExperiment experiment, in EvaluationState state) =>
        experiment.IsSticky && state.StickyBuckets is not null ? experiment.FallbackAttribute : null;

    /// <summary>Steps 7 to 8.1: filters or the namespace, the condition, the prerequisites.</summary>
    private static bool IsEligible(CompiledExperiment experiment, Value hashValue, ref EvaluationState state)
    {
        if (experiment.Filters is not null)
        {
            if (!Steps.PassesFilters(experiment.Filters, ref state))
                return false;
        }
        else if (experiment.Source.Namespace is { } ns && !IsInNamespace(ns, hashValue, ref state))
        {
            return false;
        }
        if (experiment.Source.Condition is { } condition && !Steps.MeetsCondition(condition.Root, ref state))
            return false;
        foreach (var prerequisite in experiment.Prerequisites)
        {
            var result = FeatureEvaluation.Evaluate(prerequisite, ref state);
            if (result.Source == FeatureResultSource.CyclicPrerequisite)
            {
                state.Trace?.CyclicPrerequisite(prerequisite, result);
                return false;
            }
            if (!Steps.MeetsPrerequisite(prerequisite, result, ref state))
                return false;
        }
        return true;
    }

    private static bool IsUrlTargeted(CompiledExperiment experiment, ref EvaluationState state)
    {
        var targeted = UrlTargeting.IsTargeted(state.Url, experiment.UrlTargets!, ref state.Scope);
        state.Trace?.Url(state.Context.Url, experiment, targeted);
        return targeted;
    }

    private static int? ForcedVariation(CompiledExperiment experiment, ref EvaluationState state)
    {
        var key = experiment.Source.Key;
        var context = state.Context;
        if (context.Url.Length > 0 && !context.DisableQueryStringVariations)
        {
            if (QueryOverride(key, experiment.Source.Variations.Length, ref state) is { } queried)
            {
                state.Trace?.QueryString(queried);
                return queried;
            }
            state.Trace?.UnusedQueryString(experiment.Source, context.Url);
        }
        if (!context.ForcedVariations.IsEmpty && context.ForcedVariations.TryGetValue(key, out var forced))
        {
            state.Trace?.ForcedVariation(experiment.Source, forced);
            return forced;
        }
        return null;
    }

    /// <summary>The variation that the query string forces. A long URL is not read again for each experiment.</summary>
    private static int? QueryOverride(string key, int variations, ref EvaluationState state) =>
        state.Context.Url.Length <= LongUrl ? QueryString.Override(key, state.Context.Url, variations) : state.Url.Overrides.Find(key, variations);

    private static bool IsInNamespace(ExperimentNamespace ns, Value hashValue, ref EvaluationState state)
    {
        if (state.Scope.ReadText(hashValue, Steps.Hashing) is not { } id)
            return false;
        var bucket = HashSeed.NamespaceBucket(id, ns.Id);
        var included = ns.Range.Contains(bucket);
        state.Trace?.Namespace(ns, bucket, included);
        return included;
    }

    private static int ChooseVariation(CompiledExperiment experiment, in HashAttribute attribute, double bucket, ref EvaluationState state)
    {
        var variation = Bucketing.ChooseVariation(bucket, experiment.Ranges);
        state.Trace?.Bucket(experiment, attribute, bucket, variation);
        return variation;
    }
}
