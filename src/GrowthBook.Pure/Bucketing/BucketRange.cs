using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A range of buckets.</summary>
/// <param name="Start">Where it starts, inclusive; buckets lie from 0 to 1.</param>
/// <param name="End">Where it ends, exclusive.</param>
[JsonConverter(typeof(BucketRangeJsonConverter))]
public readonly record struct BucketRange(double Start, double End)
{
    /// <summary>Whether a bucket lies in the range: <c>Start &lt;= bucket &lt; End</c>.</summary>
    /// <param name="bucket">The bucket, from 0 inclusive to 1 exclusive.</param>
    /// <returns><c>true</c> when it does.</returns>
    public bool Contains(double bucket) => bucket >= Start && bucket < End;
}
