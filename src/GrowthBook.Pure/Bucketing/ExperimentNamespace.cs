using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A namespace, in which experiments whose ranges do not overlap exclude one another.</summary>
/// <param name="Id">The namespace's id.</param>
/// <param name="Range">The part of it that the experiment has: start inclusive, end exclusive.</param>
[JsonConverter(typeof(BucketRangeJsonConverter))]
public sealed record ExperimentNamespace(string Id, BucketRange Range);
