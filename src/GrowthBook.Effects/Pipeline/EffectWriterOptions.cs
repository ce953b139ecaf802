using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Options of a <see cref="BackgroundEffectWriter"/>: queue, batches and retries.</summary>
public sealed class EffectWriterOptions
{
    /// <summary>The capacity of the queue in effects, without the batch that is being written; at least 1. Default: 10,000.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>The policy for a new effect while the queue is full. Default: <see cref="FullQueuePolicy.Wait"/>.</summary>
    public FullQueuePolicy FullQueue { get; set; }

    /// <summary>The maximum number of effects per batch; at least 1. Default: 100.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>The maximum time that an effect waits for its batch to fill; zero or more, at most a day. Default: 1 s.</summary>
    public TimeSpan MaxBatchDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The timeout of an attempt, which is then cancelled and counts as failed; above zero, at most a day. A sink that ignores the
    /// cancellation is not called again until it returns: <see cref="BackgroundEffectWriter.IsStalled"/>. A sink that limits its own
    /// rate needs time for a whole batch: a <see cref="WarehouseSink"/> takes a second per 100 effects. Default: 30 s.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The number of attempts for a batch as a whole, and for a single effect, before it is split or dropped; at least 1.
    /// Default: 5.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// Whether a batch is halved after its last attempt, and the halves again, down to single effects, so that an effect that
    /// always fails drops no other effect. Default: <c>true</c>.
    /// </summary>
    public bool SplitFailedBatches { get; set; } = true;

    /// <summary>
    /// The back-off after the first failure; above zero. It doubles with each further failure and starts again after a success; a
    /// random part between half and all of it is waited. Default: 500 ms.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The maximum back-off, unless the sink requests a longer one; at least <see cref="RetryDelay"/>, at most a day. Default: 30 s.
    /// </summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The maximum time that a stop takes to write the queued effects; zero or more, at most a day. Default: 5 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Returns all faults of the options.</summary>
    /// <returns>Messages such as <c>EffectWriterOptions.Capacity: must be at least 1, was 0</c>; none if the options are valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = new OptionFaults(nameof(EffectWriterOptions));
        var day = TimeSpan.FromDays(1);
        faults.Check(Capacity >= 1, nameof(Capacity), "at least 1", Capacity);
        faults.Check(FullQueue is FullQueuePolicy.Wait or FullQueuePolicy.DropNewest or FullQueuePolicy.DropOldest, nameof(FullQueue), "Wait, DropNewest or DropOldest", FullQueue);
        faults.Check(BatchSize >= 1, nameof(BatchSize), "at least 1", BatchSize);
        faults.Check(MaxBatchDelay >= TimeSpan.Zero && MaxBatchDelay <= day, nameof(MaxBatchDelay), "from zero to a day", MaxBatchDelay);
        faults.Check(AttemptTimeout > TimeSpan.Zero && AttemptTimeout <= day, nameof(AttemptTimeout), "above zero and at most a day", AttemptTimeout);
        faults.Check(MaxAttempts >= 1, nameof(MaxAttempts), "at least 1", MaxAttempts);
        faults.Check(RetryDelay > TimeSpan.Zero, nameof(RetryDelay), "above zero", RetryDelay);
        faults.Check(MaxRetryDelay >= RetryDelay && MaxRetryDelay <= day, nameof(MaxRetryDelay), $"at least {nameof(RetryDelay)} and at most a day", MaxRetryDelay);
        faults.Check(StopTimeout >= TimeSpan.Zero && StopTimeout <= day, nameof(StopTimeout), "from zero to a day", StopTimeout);
        return faults.ToImmutable();
    }
}
