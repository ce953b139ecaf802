namespace GrowthBook.Client;

/// <summary>An effect for the queue of a <see cref="BackgroundEffectWriter"/>.</summary>
/// <param name="Event">The effect.</param>
/// <param name="Settlement">Called when the effect is written or dropped; <c>null</c> for nothing to call.</param>
/// <param name="Receipt">Passed to <paramref name="Settlement"/>.</param>
internal readonly record struct QueuedEffect(EffectEvent Event, Settlement? Settlement, EffectReceipt Receipt)
{
    public void Settle(EffectWriterOutcome outcome) => Settlement?.Invoke(Event, Receipt, outcome);
}
