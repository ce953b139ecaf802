namespace GrowthBook.Client;

/// <summary>
/// What became of effects, all counted at the same moment: <see cref="Accepted"/> is always the sum of
/// <see cref="Written"/>, <see cref="Dropped"/> and <see cref="Queued"/>.
/// </summary>
/// <param name="Accepted">How many effects were handed in.</param>
/// <param name="Written">How many the sink has written.</param>
/// <param name="Dropped">How many were given up, for whatever reason.</param>
/// <param name="Queued">How many wait or are being written.</param>
/// <param name="FailedAttempts">How many attempts of the sink failed.</param>
public readonly record struct EffectWriterCounts(long Accepted, long Written, long Dropped, int Queued, long FailedAttempts);

/// <summary>What became of effects.</summary>
public enum EffectWriterOutcome
{
    /// <summary>The sink has written them.</summary>
    Written,

    /// <summary>The sink failed to write them; they are attempted again, or an outcome follows that they are dropped.</summary>
    FailedAttempt,

    /// <summary>They were dropped because the queue was full.</summary>
    DroppedQueueFull,

    /// <summary>They were dropped after the sink had failed to write them too often.</summary>
    DroppedAfterAttempts,

    /// <summary>They were dropped because the writer was stopped.</summary>
    DroppedAtStop,
}

/// <summary>What an observer of a <see cref="BackgroundEffectWriter"/> hears, for metrics.</summary>
/// <param name="Outcome">What became of the effects.</param>
/// <param name="Count">How many effects it is about.</param>
/// <param name="Exception">Why an attempt failed; it may hold attribute values.</param>
public readonly record struct EffectWriterNotice(EffectWriterOutcome Outcome, int Count, Exception? Exception = null);
