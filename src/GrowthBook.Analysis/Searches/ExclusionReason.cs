namespace GrowthBook.Analysis;

/// <summary>Why users do not get a variation of an experiment, in words.</summary>
internal static class ExclusionReason
{
    /// <summary>The reason why no user's random inputs lead to a variation.</summary>
    public static string OfAllUsers(CompiledExperiment experiment, int variation, string key) =>
        NoUsers.ReasonOfState(experiment.Source) ?? NoUsers.ReasonOf(experiment)
        ?? (Assignment.Of(experiment).Factors is [.., var last] && !last.Map.Arms.Contains(variation) ? $"no bucket leads to variation `{key}`; check weights, coverage and ranges"
        : $"filters admit no bucket of variation `{key}`");

    /// <summary>
    /// The reason why a user is not in the experiment of a feature: the step that excludes the user, or the rule that answers before; with the
    /// number of the experiment's steps.
    /// </summary>
    /// <param name="user">The user.</param>
    /// <param name="feature">The key of the feature.</param>
    /// <param name="experiment">The index of the experiment's rule among those that evaluation uses.</param>
    public static (string Reason, int Steps) OfUser(Context user, string feature, int experiment)
    {
        var trace = Evaluator.Explain(user, feature).Trace;
        foreach (var rule in trace.Rules)
        {
            if (rule.Index == experiment)
                return (RuleReason.Of(rule), rule.Steps.Length);
            if (rule.Outcome is RuleOutcome.Answered or RuleOutcome.Ended)
                return ($"an earlier rule answers, {RuleReason.Of(rule)}", 0);
        }
        return (RuleReason.Of(trace), 0);
    }
}
