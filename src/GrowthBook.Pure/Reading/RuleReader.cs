namespace GrowthBook;

/// <summary>Rules from JSON to their compiled form. A malformed rule is reported and left out.</summary>
internal static class RuleReader
{
    public static Rule? Read(Members members, string featureKey, Bandits bandits)
    {
        var errors = members.Errors;
        if (errors.IsTruncated())
        {
            errors.Error("nested too deep; the rule is left out");
            return null;
        }
        var id = members.Label("id") ?? "";
        var prerequisites = Prerequisite.Read(featureKey, ref members);
        var rule = members.Has("force") ? ReadForce(id, featureKey, prerequisites, ref members)
            : members.Array("contextualVariations") is { } contextual ? ReadExperiment(contextual, id, featureKey, prerequisites, bandits, ref members)
            : members.Array("variations") is { } variations ? ReadExperiment(variations, id, featureKey, prerequisites, bandits, ref members)
            : ReadGate(id, prerequisites, ref members);
        if (!members.IsMalformed)
            return rule;
        errors.Error("the rule is malformed and left out");
        return null;
    }

    private static Rule ReadForce(
        string id, string featureKey, Prerequisite[] prerequisites, ref Members members)
    {
        var filters = CompiledFilter.Compile(ExperimentParts.Filters(ref members));
        var condition = members.ConditionTests("condition");
        var rollout = ReadRollout(featureKey, ref members);
        var tracks = members.Objects("tracks", ReadTrack);
        var result = new FeatureResult(members.Raw("force")!, FeatureResultSource.Force, id);
        Rule rule = new Rule.Force(prerequisites, condition, rollout, new Effect.FeatureEvaluated(featureKey, result));
        if (!tracks.IsDefaultOrEmpty)
            rule = new Rule.Tracked(tracks.ToArray(), rule);
        return Filtered(filters, rule);
    }

    private static Rule Filtered(CompiledFilter[]? filters, Rule rule) => filters is null ? rule : new Rule.Filtered(filters, rule);

    private static Rollout? ReadRollout(string featureKey, ref Members members)
    {
        var range = members.Range("range");
        // An explicit null is not an absent coverage: as in the reference it compares as 0.
        var coverage = members.Has("coverage") ? members.Number("coverage") ?? 0 : (double?)null;
        var seed = new HashSeed(members.NonEmptyText("seed") ?? featureKey, members.Number("hashVersion"));
        var hashAttribute = members.NonEmptyText("hashAttribute") ?? "id";
        var fallback = members.Flag("disableStickyBucketing") is true ? null : members.NonEmptyText("fallbackAttribute");
        return range is null && coverage is null ? null : new Rollout(seed, hashAttribute, fallback, range, coverage ?? 1);
    }

    private static Effect.ExperimentViewed? ReadTrack(Value.Object source, PayloadErrors errors)
    {
        errors.Enter("experiment");
        var experiment = Experiment.Read(source["experiment"], errors);
        errors.Leave();
        errors.Enter("result");
        var result = ResultReader.ReadExperiment(source["result"], errors);
        errors.Leave();
        return experiment is null || result is null ? null : new Effect.ExperimentViewed(experiment, result);
    }

    private static Rule ReadExperiment(
        Value.Array variations, string id, string featureKey, Prerequisite[] prerequisites,
        Bandits bandits, ref Members members)
    {
        var experiment = new Experiment(members.NonEmptyText("key") ?? featureKey, variations.ToImmutableArray())
        {
            Coverage = members.Has("coverage") ? members.Number("coverage") ?? 0 : null,
            Weights = members.Weights("weights"),
            HashAttribute = members.NonEmptyText("hashAttribute"),
            FallbackAttribute = members.NonEmptyText("fallbackAttribute"),
            DisableStickyBucketing = members.Flag("disableStickyBucketing") is true ? true : null,
            BucketVersion = members.Integer("bucketVersion"),
            MinBucketVersion = members.Integer("minBucketVersion"),
            Namespace = ExperimentParts.Namespace(ref members),
            Meta = ExperimentParts.Meta(ref members),
            Ranges = members.Ranges("ranges"),
            Name = members.Label("name") is { Length: > 0 } name ? name : null,
            Phase = members.Label("phase") is { Length: > 0 } phase ? phase : null,
            Seed = members.NonEmptyText("seed"),
            HashVersion = members.Number("hashVersion") is { } version and not 0 ? version : null,
            Filters = ExperimentParts.Filters(ref members),
            Condition = members.Condition("condition"),
        };
        var bandit = members.NonEmptyText("contextualBanditRef") is { } reference
            && bandits.Find(reference) is { } found ? new CompiledBandit(experiment, found) : null;
        var compiled = new CompiledExperiment(experiment);
        return Filtered(compiled.Filters, new Rule.Experiment(id, prerequisites, compiled, bandit));
    }

    private static Rule ReadGate(string id, Prerequisite[] prerequisites, ref Members members)
    {
        if (prerequisites.Length == 0)
            members.Errors.Warning("the rule has neither force nor variations nor prerequisites; it does nothing");
        return new Rule.Gate(id, prerequisites);
    }
}
