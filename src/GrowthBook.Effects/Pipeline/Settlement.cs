namespace GrowthBook.Client;

/// <summary>
/// Called once per effect that a receiver queued, when the effect is written or dropped. Called by any thread, outside of
/// locks, before a flush that covers the effect completes.
/// </summary>
/// <param name="effectEvent">The effect.</param>
/// <param name="receipt">The receipt that was passed in with the effect.</param>
/// <param name="outcome">Written, or why it was dropped; never <see cref="EffectWriterOutcome.FailedAttempt"/>.</param>
internal delegate void Settlement(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome);
