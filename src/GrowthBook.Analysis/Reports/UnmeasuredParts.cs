namespace GrowthBook.Analysis;

/// <summary>The experiments and rollouts of which neither a measure, a proof nor users tell whether users move or leave.</summary>
internal static class UnmeasuredParts
{
    /// <summary>Their names.</summary>
    public static IEnumerable<string> Of(Value diff)
    {
        var seen = SeenParts.Of(diff);
        foreach (var experiment in diff["experiments"].Items())
        {
            if (IsDecidedByAttributes(experiment) && experiment["verdict"]["kind"].AsString() is not ("proved" or "witness") && (!seen.HasExperiment(experiment) || LosesOthers(experiment)))
                yield return DiffNames.OfExperiment(experiment);
        }
        foreach (var feature in diff["features"].Items())
        {
            foreach (var rollout in feature["rollouts"].Items())
            {
                if (IsDecidedByAttributes(rollout) && !seen.HasRollout(feature, rollout))
                    yield return DiffNames.OfRollout(feature, rollout);
            }
            foreach (var name in OfExposures(feature, DiffNames.Lost, seen).Union(OfSharedExperiments(feature, seen)))
                yield return name;
        }
    }

    /// <summary>
    /// The experiments whose exposures users of a feature can lose or gain, and that no user is in by its evaluation. Users tell nothing of experiments that are not named.
    /// </summary>
    /// <param name="feature">The feature.</param>
    /// <param name="member"><see cref="DiffNames.Lost"/> or <see cref="DiffNames.Gained"/>.</param>
    /// <param name="seen">What the users are in.</param>
    public static IEnumerable<string> OfExposures(Value feature, string member, SeenParts seen) =>
        DiffNames.ExposedExperiments(feature, member).Where(exposed => !seen.HasRow(feature, exposed.Key)).Select(exposed => exposed.Name)
            .Concat(feature[member].Items().Any(exposures => !DiffNames.IsComplete(exposures)) ? [$"other exposures of {Shown.Text(feature["feature"])}"] : []);

    /// <summary>The experiments of which another rule can give users of a feature another variation or value, and that no user is in by its evaluation.</summary>
    public static IEnumerable<string> OfSharedExperiments(Value feature, SeenParts seen) =>
        DiffNames.SharedExperiments(feature).Where(shared => !seen.HasRow(feature, shared.Key)).Select(shared => shared.Name)
            .Concat(feature["allSharedExperiments"].AsBoolean() is false ? [$"other experiments of {Shown.Text(feature["feature"])}"] : []);

    /// <summary>Whether one of the payload's own experiments can lose exposures of features that it requires, which rows of the experiment itself do not have.</summary>
    public static bool LosesOthers(Value experiment) => experiment["reasons"].Items().Any(reason => reason.AsString() == ExperimentPair.OtherPrerequisites);

    /// <summary>Whether one of the payload's own experiments can expose other users to experiments of features that it requires.</summary>
    public static bool ExposesOthers(Value experiment) => experiment["reasons"].Items().Any(reason => reason.AsString() == ExperimentPair.NewPrerequisites);

    /// <summary>Whether something other than random inputs decides about users, or there are too many inputs.</summary>
    public static bool IsDecidedByAttributes(Value part) =>
        part["reasons"].Items().Any(reason => reason.AsString() is not (ExperimentPair.ExpectedShares or ExperimentPair.LaterValues or ExperimentPair.NewPrerequisites) && !DependentInputs.IsEstimate(reason.AsString()));
}
