using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A pattern of URLs that an experiment runs at, or does not.</summary>
/// <param name="Type"><c>simple</c> (with <c>*</c> as wildcard) or <c>regex</c>; other types match nothing.</param>
/// <param name="Pattern">The pattern.</param>
/// <param name="Include"><c>false</c> keeps the experiment off the pages that match. Default: <c>true</c>.</param>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed record UrlPattern(string Type, string Pattern, bool? Include = null);
