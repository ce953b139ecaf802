using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The metadata of a variation.</summary>
/// <param name="Key">Its key in results, tracking and stored assignments; by default its index as text.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Passthrough">Whether a user in it is tracked and evaluation continues with the next rule. Default: <c>false</c>.</param>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed record VariationMeta(string? Key = null, string? Name = null, bool? Passthrough = null);
