using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>A prerequisite: another feature whose value must meet a condition.</summary>
/// <param name="Id">The key of the other feature.</param>
/// <param name="Condition">The condition on <c>{"value": …}</c>; a feature that must be on has <c>{"value": true}</c>. Default: any value does.</param>
/// <param name="Gate">
/// Whether a failure ends the evaluation with <c>null</c> and the source <c>prerequisite</c>. Otherwise the rule is
/// passed over. Default: no.
/// </param>
[JsonConverter(typeof(ExperimentJsonConverter))]
public sealed record ParentCondition(string Id, Condition? Condition = null, bool? Gate = null);
