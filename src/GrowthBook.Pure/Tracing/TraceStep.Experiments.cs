using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <remarks>In the order of the steps of an experiment.</remarks>
public abstract partial record TraceStep
{
    /// <summary>An experiment with fewer than two variations, which includes no user.</summary>
    /// <param name="Count">The number of variations.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Variations(int Count) : TraceStep(false)
    {
        internal override string Check => "variations";
    }

    /// <summary>The context disables all experiments.</summary>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Enabled() : TraceStep(false)
    {
        internal override string Check => "enabled";
    }

    /// <summary>The page's URL against the experiment's patterns.</summary>
    /// <param name="Passed">Whether the URL is targeted.</param>
    /// <param name="Address">The URL.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Url(bool Passed, string Address) : TraceStep(Passed)
    {
        internal override string Check => "url";

        /// <summary>
        /// The first of the experiment's patterns that matches nothing, because it is malformed or its type is unknown; <c>null</c> without one.
        /// </summary>
        public string? MalformedPattern { get; init; }
    }

    /// <summary>The query string of the URL forces a variation.</summary>
    /// <param name="Variation">The variation's index.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record QueryString(int Variation) : TraceStep(true)
    {
        internal override string Check => "queryString";
    }

    /// <summary>
    /// The query string of the URL has the experiment's key with a value that is not the index of a variation, or another key in its place. It forces nothing, and the evaluation
    /// continues.
    /// </summary>
    /// <param name="Value">The value, without percent-decoding.</param>
    /// <param name="Count">The number of variations.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record UnusedQueryString(string Value, int Count) : TraceStep(true)
    {
        /// <summary>
        /// The key that the URL has with the index of a variation: that of the feature, or the experiment's in another case. Default: <c>null</c>, if the URL has the key of the experiment.
        /// </summary>
        public string? Key { get; init; }

        internal override string Check => "unusedQueryString";
    }

    /// <summary>The context forces a variation.</summary>
    /// <param name="Passed">Whether the variation exists.</param>
    /// <param name="Variation">The variation's index; one that does not exist excludes the user.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record ForcedVariation(bool Passed, int Variation) : TraceStep(Passed)
    {
        internal override string Check => "forcedVariation";
    }

    /// <summary>The experiment does not run: it is inactive, a draft or stopped.</summary>
    /// <param name="Status"><c>inactive</c>, <c>draft</c> or <c>stopped</c>.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Active(string Status) : TraceStep(false)
    {
        internal override string Check => "active";
    }

    /// <summary>The user has no value of the attribute that is hashed.</summary>
    /// <param name="Attribute">The attribute.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record HashAttribute(string Attribute) : TraceStep(false)
    {
        /// <summary>An attribute of the user with a name similar to that of a missing <see cref="Attribute"/>. Default: <c>null</c>, for none.</summary>
        public string? SimilarAttribute { get; init; }

        /// <summary>The fallback attribute, of which the user has a value, and which sticky bucketing would hash. Default: none.</summary>
        public string? StickyFallback { get; init; }

        internal override string Check => "hashAttribute";
    }

    /// <summary>A stored assignment.</summary>
    /// <param name="Passed">Whether the variation exists.</param>
    /// <param name="Assignment">The name of the assignment: the experiment's key, <c>__</c> and its bucket version.</param>
    /// <param name="Variation">The key of the stored variation.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record StickyBucket(bool Passed, string Assignment, string Variation) : TraceStep(Passed)
    {
        internal override string Check => "stickyBucket";
    }

    /// <summary>An assignment of a blocked bucket version is stored, which excludes the user.</summary>
    /// <param name="MinBucketVersion">The lowest bucket version that is not blocked.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record StickyBucketVersion(int MinBucketVersion) : TraceStep(false)
    {
        internal override string Check => "stickyBucketVersion";
    }

    /// <summary>The user's bucket in a namespace against the experiment's range of it.</summary>
    /// <param name="Passed">Whether the bucket lies in the range.</param>
    /// <param name="Id">The namespace's id.</param>
    /// <param name="NamespaceBucket">The bucket, from 0 inclusive to 1 exclusive.</param>
    /// <param name="Range">The range: start inclusive, end exclusive.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Namespace(bool Passed, string Id, double NamespaceBucket, BucketRange Range) : TraceStep(Passed)
    {
        internal override string Check => "namespace";
    }

    /// <summary>The experiment's hash version is unknown, which excludes all users.</summary>
    /// <param name="Version">The version.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record HashVersion(double Version) : TraceStep(false)
    {
        internal override string Check => "hashVersion";
    }

    /// <summary>The user's bucket against the ranges of the variations.</summary>
    /// <param name="Passed">Whether the bucket lies in one of the ranges.</param>
    /// <param name="User">The user's bucket.</param>
    /// <param name="Ranges">The ranges, one per variation: start inclusive, end exclusive.</param>
    /// <param name="Variation">The index of the variation; -1 for a user outside of all ranges.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Bucket(bool Passed, UserBucket User, ImmutableArray<BucketRange> Ranges, int Variation) : TraceStep(Passed)
    {
        internal override string Check => "bucket";

        /// <inheritdoc/>
        public bool Equals(Bucket? other) =>
            base.Equals(other) && (User, Variation).Equals((other!.User, other.Variation)) && Sequence.Equal(Ranges, other.Ranges);

        /// <inheritdoc/>
        public override int GetHashCode() => (base.GetHashCode(), User, Variation).GetHashCode();
    }

    /// <summary>The experiment forces a variation.</summary>
    /// <param name="Passed">Whether the variation exists.</param>
    /// <param name="Variation">The variation's index; one that does not exist excludes the user.</param>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record Force(bool Passed, int Variation) : TraceStep(Passed)
    {
        internal override string Check => "force";
    }

    /// <summary>QA mode is on, in which experiments assign forced variations only.</summary>
    [JsonConverter(typeof(TraceJsonConverter))]
    public sealed record QaMode() : TraceStep(false)
    {
        internal override string Check => "qaMode";
    }
}
