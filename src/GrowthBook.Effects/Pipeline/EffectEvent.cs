using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>An effect with the context of its evaluation and its time.</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Context">The context whose evaluation returned it.</param>
/// <param name="Timestamp">When the pipeline received the effect.</param>
[JsonConverter(typeof(PipelineJsonConverter))]
public sealed record EffectEvent(Effect Effect, Context Context, DateTimeOffset Timestamp);
