using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

public abstract partial record TraceStep
{
    /// <summary>
    /// The value of another feature against a condition. Its parts are the tests of that condition; a prerequisite on a
    /// cycle has none.
    /// </summary>
    /// <param name="Passed">Whether the value meets the condition.</param>
    /// <param name="Feature">The other feature's key.</param>
    /// <param name="Result">The other feature's result.</param>
    /// <param name="IsGate">Whether the whole feature ends with <c>null</c> if the condition is not met.</param>
    /// <param name="Evaluation">Whether the other feature was evaluated here, and where its trace is.</param>
    /// <param name="Trace">The other feature's trace if <paramref name="Evaluation"/> is <see cref="PrerequisiteEvaluation.Nested"/>; otherwise <c>null</c>.</param>
    /// <param name="Steps">The parts.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Prerequisite(
        bool Passed, string Feature, FeatureResult Result, bool IsGate, PrerequisiteEvaluation Evaluation, FeatureTrace? Trace,
        ImmutableArray<TraceStep> Steps)
        : TraceStep(Passed, Steps)
    {
        internal override string Check => "prerequisite";
    }

    /// <summary>A filter: the user's bucket against the filter's ranges. A filter of an experiment rule is listed once.</summary>
    /// <param name="Passed">Whether the bucket lies in one of the ranges.</param>
    /// <param name="User">The user's bucket.</param>
    /// <param name="Ranges">The ranges: start inclusive, end exclusive.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Filter(bool Passed, UserBucket User, ImmutableArray<BucketRange> Ranges) : TraceStep(Passed)
    {
        internal override string Check => "filter";

        /// <inheritdoc/>
        public bool Equals(Filter? other) => base.Equals(other) && User.Equals(other!.User) && Sequence.Equal(Ranges, other.Ranges);

        /// <inheritdoc/>
        public override int GetHashCode() => (base.GetHashCode(), User).GetHashCode();
    }

    /// <summary>The range of a rule that forces its value for a part of the users.</summary>
    /// <param name="Passed">Whether the user's bucket lies in the range.</param>
    /// <param name="User">The user's bucket.</param>
    /// <param name="Range">The range: start inclusive, end exclusive.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record RolloutRange(bool Passed, UserBucket User, BucketRange Range) : TraceStep(Passed)
    {
        internal override string Check => "rolloutRange";
    }

    /// <summary>The coverage of a rule that forces its value for a share of the users.</summary>
    /// <param name="Passed">Whether the user's bucket is at most the coverage.</param>
    /// <param name="User">The user's bucket; <c>null</c> for coverage 0, which includes no user, so that nothing is hashed.</param>
    /// <param name="Coverage">The share of users, 0 to 1 inclusive.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record RolloutCoverage(bool Passed, UserBucket? User, double Coverage) : TraceStep(Passed)
    {
        internal override string Check => "rolloutCoverage";
    }

    /// <summary>
    /// The leaf of a contextual bandit that gives an experiment its weights. Its parts are the tests of the leaves'
    /// conditions, up to the first leaf that the user meets.
    /// </summary>
    /// <param name="Passed">Whether the user is in a leaf.</param>
    /// <param name="LeafId">The leaf's id; -1 for a user in no leaf.</param>
    /// <param name="Weights">The weights, one per variation.</param>
    /// <param name="Steps">The parts.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record BanditLeaf(bool Passed, int LeafId, ImmutableArray<double> Weights, ImmutableArray<TraceStep> Steps)
        : TraceStep(Passed, Steps)
    {
        internal override string Check => "banditLeaf";

        /// <inheritdoc/>
        public bool Equals(BanditLeaf? other) => base.Equals(other) && LeafId == other!.LeafId && Sequence.Equal(Weights, other.Weights);

        /// <inheritdoc/>
        public override int GetHashCode() => (base.GetHashCode(), LeafId).GetHashCode();
    }
}
