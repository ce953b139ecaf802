using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <remarks>
/// One method per case of <see cref="TraceStep"/>. Callers pass values that they have computed already. The steps of experiments are
/// not inlined: otherwise the JIT exceeds its inlining budget in their caller.
/// </remarks>
internal sealed partial class Trace
{
    /// <summary>Tests a condition and records its parts.</summary>
    public bool Condition(ConditionNode condition, in Subject subject, ref ConditionScope scope)
    {
        Enter();
        var passed = condition.Matches(subject, ref scope);
        var steps = Leave();
        Add(new TraceStep.Condition(passed, steps));
        return passed;
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

    /// <summary>Tests the condition of a prerequisite and records its parts.</summary>
    public bool Prerequisite(Prerequisite prerequisite, FeatureResult result, in Subject value, ref ConditionScope scope)
    {
        Enter();
        _isOfPrerequisite = true;
        var passed = prerequisite.Condition.Matches(value, ref scope);
        _isOfPrerequisite = false;
        Add(prerequisite, result, passed, Leave());
        return passed;
    }

    /// <summary>Records a prerequisite that lies on a cycle, whose condition is not tested.</summary>
    public void CyclicPrerequisite(Prerequisite prerequisite, FeatureResult result) => Add(prerequisite, result, false, []);

    private void Add(Prerequisite prerequisite, FeatureResult result, bool passed, ImmutableArray<TraceStep> steps)
    {
        var (evaluation, trace) = _evaluated switch
        {
            { IsRoot: true } => (PrerequisiteEvaluation.Apart, null),
            { Trace: var evaluated } => (PrerequisiteEvaluation.Nested, evaluated),
            null when _closesCycle => (PrerequisiteEvaluation.Cycle, null),
            null => (PrerequisiteEvaluation.Known, (FeatureTrace?)null),
        };
        _evaluated = null;
        _closesCycle = false;
        Add(new TraceStep.Prerequisite(passed, prerequisite.Key, result, prerequisite.IsGate, evaluation, trace, steps));
    }

    public void LeaveBanditLeaf(ContextualBandit leaf, bool passed)
    {
        var steps = Leave();
        Add(new TraceStep.BanditLeaf(passed, leaf.LeafId, leaf.VariationWeights, steps));
    }

    public override void Test(string path, string name, Value expected, Value actual, bool passed, SavedGroupLookup? groupFault) =>
        Add(new TraceStep.Test(passed, path, name, expected, actual)
        {
            GroupFault = groupFault,
            SimilarAttribute = actual is Value.Null && !_isOfPrerequisite ? _similar.Of(path) : null,
        });

    public override void Malformed() => Add(new TraceStep.Malformed());

    public override void StepLimit(string part) => Add(new TraceStep.StepLimit(part));

    /// <summary>Records a filter once per rule: the rule and its experiment test the same filters in the same order.</summary>
    public void Filter(int index, CompiledFilter filter, in HashAttribute attribute, double bucket, bool passed)
    {
        var feature = _features.Peek();
        if (index < feature.Filters)
            return;
        feature.Filters = index + 1;
        Add(new TraceStep.Filter(passed, UserBucket(attribute, filter.Source.Seed, bucket), filter.Source.Ranges));
    }

    public void RolloutExcludesAll() => Add(new TraceStep.RolloutCoverage(false, null, 0));

    public void Rollout(Rollout rollout, in HashAttribute attribute, string? stickyFallback, double bucket, bool passed)
    {
        var user = UserBucket(attribute, rollout.Seed.Seed, bucket) with { StickyFallback = stickyFallback };
        Add(rollout.Range is { } range
            ? new TraceStep.RolloutRange(passed, user, range)
            : new TraceStep.RolloutCoverage(passed, user, rollout.Coverage));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Variations(Experiment experiment) => Add(new TraceStep.Variations(experiment.Variations.Length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Enabled() => Add(new TraceStep.Enabled());

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Url(string url, CompiledExperiment experiment, bool passed)
    {
        var malformed = Array.FindIndex(experiment.UrlTargets!, static target => target.IsMalformed);
        Add(new TraceStep.Url(passed, url) { MalformedPattern = malformed < 0 ? null : experiment.Source.UrlPatterns[malformed].Pattern });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void QueryString(int variation) => Add(new TraceStep.QueryString(variation));

    /// <summary>Records a query parameter that forces no variation, with the experiment's key or one that is likely meant.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void UnusedQueryString(Experiment experiment, string url)
    {
        _query ??= new QueryParameters(url);
        if (_query.Find(experiment.Key) is { } value)
            Add(new TraceStep.UnusedQueryString(value, experiment.Variations.Length));
        else if (_query.Likely(experiment, _features.Peek().Key) is var (key, index))
            Add(new TraceStep.UnusedQueryString(index, experiment.Variations.Length) { Key = key });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void ForcedVariation(Experiment experiment, int variation) =>
        Add(new TraceStep.ForcedVariation(experiment.HasVariation(variation), variation));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Active(Experiment experiment) => Add(new TraceStep.Active(experiment.Active is false ? "inactive" : experiment.Status!));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void HashAttribute(in HashAttribute attribute, string? stickyFallback) =>
        Add(new TraceStep.HashAttribute(attribute.Name) { SimilarAttribute = SimilarTo(attribute), StickyFallback = stickyFallback });

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StickyBucket(string assignment, string variationKey, bool passed) =>
        Add(new TraceStep.StickyBucket(passed, assignment, variationKey));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void StickyBucketVersion(int minBucketVersion) => Add(new TraceStep.StickyBucketVersion(minBucketVersion));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Namespace(ExperimentNamespace part, double bucket, bool passed) =>
        Add(new TraceStep.Namespace(passed, part.Id, bucket, part.Range));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void HashVersion(Experiment experiment) => Add(new TraceStep.HashVersion(experiment.HashVersion!.Value));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Bucket(CompiledExperiment experiment, in HashAttribute attribute, double bucket, int variation) => Add(new TraceStep.Bucket(
        variation >= 0, UserBucket(attribute, experiment.Seed.Seed, bucket), experiment.Ranges, variation));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Force(Experiment experiment, int variation) =>
        Add(new TraceStep.Force(experiment.HasVariation(variation), variation));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void QaMode() => Add(new TraceStep.QaMode());

    private UserBucket UserBucket(in HashAttribute attribute, string seed, double bucket) =>
        new(attribute.Name, attribute.Value, seed, double.IsNaN(bucket) ? null : bucket) { SimilarAttribute = SimilarTo(attribute) };

    private string? SimilarTo(in HashAttribute attribute) => attribute.Value is null ? _similar.Of(attribute.Name) : null;
}
