using System.Runtime.CompilerServices;

namespace GrowthBook;

/// <summary>The possible outcomes of an experiment for one user.</summary>
internal readonly struct ExperimentOutcome(CompiledExperiment experiment, string? featureId, HashAttribute attribute)
{
    /// <summary>The user is not in the experiment and gets the control.</summary>
    public ExperimentResult NotIncluded() => Result(-1, null, false, false);

    /// <summary>The user is kept out by an assignment stored for a blocked version.</summary>
    public ExperimentResult Blocked() => Result(-1, null, false, true);

    /// <summary>A variation given without drawing; one that does not exist leaves the user out.</summary>
    public ExperimentResult Forced(int variation) => Result(variation, null, false, false);

    /// <summary>A variation drawn by hash or found in a stored assignment.</summary>
    public ExperimentResult Drawn(int variation, double bucket, bool stickyBucketUsed) =>
        Result(variation, bucket, true, stickyBucketUsed);

    [MethodImpl(MethodImplOptions.NoInlining)] // not once for each way out of an experiment
    private ExperimentResult Result(int index, double? bucket, bool hashUsed, bool stickyBucketUsed)
    {
        var variations = experiment.Source.Variations;
        var inExperiment = (uint)index < (uint)variations.Length;
        if (!inExperiment)
            index = 0;
        var meta = experiment.Meta(index);
        return new ExperimentResult
        {
            Key = meta?.Key is { Length: > 0 } key ? key : EcmaNumber.ToText(index),
            FeatureId = featureId,
            InExperiment = inExperiment,
            HashUsed = hashUsed,
            VariationId = index,
            Value = index < variations.Length ? variations[index] : Value.Null.Instance,
            HashAttribute = attribute.Name,
            HashValue = attribute.Shown,
            StickyBucketUsed = stickyBucketUsed,
            Name = meta?.Name is { Length: > 0 } name ? name : null,
            Bucket = bucket,
            Passthrough = meta?.Passthrough is true,
            ContextualBandit = hashUsed && inExperiment ? experiment.Source.ContextualBandit : null,
        };
    }
}
