using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>How a <see cref="BackgroundEffectWriter"/> queues, batches and retries.</summary>
public sealed class EffectWriterOptions
{
    /// <summary>How many effects wait at most, besides the batch that is being written; at least 1. Default: 10,000.</summary>
    public int Capacity { get; set; } = 10_000;

    /// <summary>How many effects are written at once at most; at least 1. Default: 100.</summary>
    public int BatchSize { get; set; } = 100;

    /// <summary>How long an effect waits for others to fill its batch; zero or above. Default: 1 s.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What happens to an effect for which there is no room. Default: <see cref="FullQueuePolicy.Wait"/>.</summary>
    public FullQueuePolicy FullQueue { get; set; }

    /// <summary>
    /// How often a batch is attempted as a whole, and a single effect on its own, before it is given up; at least 1.
    /// Default: 5.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// Whether a batch that is given up is halved, and the halves again, down to single effects, so that one that the
    /// sink cannot take does not take the others with it. Default: yes.
    /// </summary>
    public bool SplitFailedBatches { get; set; } = true;

    /// <summary>
    /// How long to wait after a first failure; above zero. Each further failure doubles it, a success starts again, and
    /// of the time a random part between half and all is waited. Default: 500 ms.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait after a failure, unless the sink asks for more; at least <see cref="RetryDelay"/>. Default: 30 s.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// After how long an attempt is cancelled, which counts as its failure; above zero. A sink that goes on all the same is
    /// not called again until it ends: <see cref="BackgroundEffectWriter.IsStalled"/>. Leave a sink that paces itself the time
    /// for a whole batch: a <see cref="WarehouseSink"/> takes a second for each 100 effects. Default: 30 s.
    /// </summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping may take to write what is left; zero or above. Default: 5 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the options.</summary>
    /// <returns>A sentence for each fault; none where the options are valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        AtLeastOne(nameof(Capacity), Capacity);
        AtLeastOne(nameof(BatchSize), BatchSize);
        AtLeastOne(nameof(MaxAttempts), MaxAttempts);
        if (MaxDelay < TimeSpan.Zero)
            faults.Add($"{nameof(MaxDelay)} is `{MaxDelay}`; set it to zero or more");
        if (StopTimeout < TimeSpan.Zero)
            faults.Add($"{nameof(StopTimeout)} is `{StopTimeout}`; set it to zero or more");
        if (RetryDelay <= TimeSpan.Zero)
            faults.Add($"{nameof(RetryDelay)} is `{RetryDelay}`; set it above zero");
        if (AttemptTimeout <= TimeSpan.Zero)
            faults.Add($"{nameof(AttemptTimeout)} is `{AttemptTimeout}`; set it above zero");
        if (MaxRetryDelay < RetryDelay)
            faults.Add($"{nameof(MaxRetryDelay)} is `{MaxRetryDelay}`; set it to {nameof(RetryDelay)} or more");
        if (FullQueue is not (FullQueuePolicy.Wait or FullQueuePolicy.DropNewest or FullQueuePolicy.DropOldest))
            faults.Add($"{nameof(FullQueue)} is `{FullQueue}`; set it to Wait, DropNewest or DropOldest");
        return faults.ToImmutable();

        void AtLeastOne(string name, int number)
        {
            if (number < 1)
                faults.Add($"{name} is `{number}`; set it to 1 or more");
        }
    }
}
