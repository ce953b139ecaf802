namespace GrowthBook.Client;

/// <summary>An effect together with what it came from: who was evaluated, and when.</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Context">The context whose evaluation returned it.</param>
/// <param name="Timestamp">When the effect was handed over to be carried out.</param>
public sealed record EffectEvent(Effect Effect, Context Context, DateTimeOffset Timestamp);
