using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>
/// The counts of effects, all taken at the same moment: <see cref="Accepted"/> is always the sum of
/// <see cref="Written"/>, <see cref="Dropped"/> and <see cref="Queued"/>.
/// </summary>
/// <param name="Accepted">Effects that were queued or dropped.</param>
/// <param name="Written">Effects that the sink wrote.</param>
/// <param name="Dropped">Effects that were dropped, for any reason.</param>
/// <param name="Queued">Effects that are waiting or being written.</param>
/// <param name="FailedAttempts">Failed attempts of the sink.</param>
[JsonConverter(typeof(PipelineJsonConverter))]
public readonly record struct EffectWriterCounts(long Accepted, long Written, long Dropped, int Queued, long FailedAttempts);

/// <summary>The outcome of a queued effect.</summary>
[JsonConverter(typeof(EnumNameJsonConverter<EffectWriterOutcome>))]
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

/// <summary>A notice of a <see cref="BackgroundEffectWriter"/>, for metrics.</summary>
/// <param name="Outcome">The outcome of the effects.</param>
/// <param name="Count">How many effects it is about.</param>
/// <param name="Exception">Why an attempt failed; it may hold attribute values.</param>
[JsonConverter(typeof(LiveRecordJsonConverter<EffectWriterNotice>))]
public readonly record struct EffectWriterNotice(EffectWriterOutcome Outcome, int Count, Exception? Exception = null);
