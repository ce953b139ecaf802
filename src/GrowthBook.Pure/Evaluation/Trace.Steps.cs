namespace GrowthBook;

/// <remarks>One method per case of <see cref="TraceStep"/>. Callers pass what they have computed already.</remarks>
internal sealed partial class Trace
{
    public void LeaveCondition(bool passed)
    {
        var steps = Leave();
        Add(new TraceStep.Condition(passed, steps));
    }

    public override void LeaveGroup(GroupOperator name, bool passed)
    {
        var steps = Leave();
        Add(new TraceStep.Group(passed, name, steps));
    }

    public override void LeaveSavedGroup(string id, SavedGroupLookup lookup, bool passed)
    {
        var steps = Leave();
        Add(new TraceStep.SavedGroup(passed, id, lookup, steps));
    }

    public void LeavePrerequisite(Prerequisite prerequisite, FeatureResult result, bool passed)
    {
        var steps = Leave();
        var (evaluation, trace) = _evaluated switch
        {
            { IsRoot: true } => (PrerequisiteEvaluation.Apart, null),
            { Trace: var evaluated } => (PrerequisiteEvaluation.Nested, evaluated),
            null when result.Source == FeatureResultSource.CyclicPrerequisite => (PrerequisiteEvaluation.Cycle, null),
            null => (PrerequisiteEvaluation.Known, (FeatureTrace?)null),
        };
        _evaluated = null;
        Add(new TraceStep.Prerequisite(passed, prerequisite.Key, result, prerequisite.IsGate, evaluation, trace, steps));
    }

    /// <summary>Records a prerequisite that lies on a cycle, whose condition is not tested.</summary>
    public void CyclicPrerequisite(Prerequisite prerequisite, FeatureResult result)
    {
        Enter();
        LeavePrerequisite(prerequisite, result, false);
    }

    public void LeaveBanditLeaf(ContextualBandit leaf, bool passed)
    {
        var steps = Leave();
        Add(new TraceStep.BanditLeaf(passed, leaf.LeafId, leaf.VariationWeights, steps));
    }

    public override void Test(string path, string name, Value expected, Value actual, bool passed) =>
        Add(new TraceStep.Test(passed, path, name, expected, actual));

    public override void Malformed() => Add(new TraceStep.Malformed());

    public override void RegexBudgetExceeded(string pattern) => Add(new TraceStep.RegexBudget(pattern));

    /// <summary>Records a filter once per rule: the filters of an experiment rule are tested by the rule and by its experiment.</summary>
    public void Filter(CompiledFilter filter, in HashAttribute attribute, double bucket, bool passed)
    {
        var step = new TraceStep.Filter(passed, UserBucket(attribute, filter.Source.Seed, bucket), filter.Source.Ranges);
        if (!Current.Contains(step))
            Add(step);
    }

    public void RolloutExcludesAll() => Add(new TraceStep.RolloutCoverage(false, null, 0));

    public void Rollout(Rollout rollout, in HashAttribute attribute, double bucket, bool passed)
    {
        var user = UserBucket(attribute, rollout.Seed.Seed, bucket);
        Add(rollout.Range is { } range
            ? new TraceStep.RolloutRange(passed, user, range)
            : new TraceStep.RolloutCoverage(passed, user, rollout.Coverage));
    }

    public void Variations(Experiment experiment) => Add(new TraceStep.Variations(experiment.Variations.Length));

    public void Enabled() => Add(new TraceStep.Enabled());

    public void Url(string url, bool passed) => Add(new TraceStep.Url(passed, url));

    public void QueryString(int variation) => Add(new TraceStep.QueryString(variation));

    public void ForcedVariation(int variation) => Add(new TraceStep.ForcedVariation(variation));

    public void Active(Experiment experiment) => Add(new TraceStep.Active(experiment.Active is false ? "inactive" : experiment.Status!));

    public void HashAttribute(in HashAttribute attribute) => Add(new TraceStep.HashAttribute(attribute.Name));

    public void StickyBucket(string assignment, string variationKey, bool passed) =>
        Add(new TraceStep.StickyBucket(passed, assignment, variationKey));

    public void StickyBucketVersion(int minBucketVersion) => Add(new TraceStep.StickyBucketVersion(minBucketVersion));

    public void Namespace(ExperimentNamespace part, double bucket, bool passed) =>
        Add(new TraceStep.Namespace(passed, part.Id, bucket, part.Range));

    public void HashVersion(Experiment experiment) => Add(new TraceStep.HashVersion(experiment.HashVersion!.Value));

    public void Bucket(CompiledExperiment experiment, in HashAttribute attribute, double bucket, int variation) => Add(new TraceStep.Bucket(
        variation >= 0, UserBucket(attribute, experiment.Seed.Seed, bucket), experiment.Ranges, variation));

    public void Force(int variation) => Add(new TraceStep.Force(variation));

    public void QaMode() => Add(new TraceStep.QaMode());

    private static UserBucket UserBucket(in HashAttribute attribute, string seed, double bucket) =>
        new(attribute.Name, attribute.Value, seed, double.IsNaN(bucket) ? null : bucket);
}
