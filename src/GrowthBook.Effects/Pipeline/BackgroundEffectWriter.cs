using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Queues effects and writes them to a sink in the background: in batches, in order, with retries, and in bounded memory. Every
/// accepted effect is written, counted as dropped, or still queued; <see cref="Counts"/> is consistent at any moment.
/// Thread-safe; the sink has one caller at a time.
/// </summary>
/// <remarks>
/// <para>
/// A failed batch is retried after a growing delay, <see cref="EffectWriterOptions.MaxAttempts"/> times in all, while newer
/// effects wait in the queue. Then it is halved, and each half that fails is halved again; a single effect that fails as often is
/// dropped. So an effect that always fails drops no other effect. An outage drops one effect per round of attempts, and
/// those for which the queue has no room.
/// </para>
/// <para>A sink must not await its own writer (<see cref="FlushAsync"/>, <see cref="StopAsync"/>).</para>
/// <para>A task runs only while there are effects.</para>
/// </remarks>
/// <example><code>
/// await using var writer = new BackgroundEffectWriter(EffectSink.Of((batch, cancellationToken) =&gt; InsertAsync(batch, cancellationToken)));
/// var pipeline = new EffectPipeline([EffectReceiver.Sink(writer)]);
/// </code></example>
public sealed partial class BackgroundEffectWriter : IAsyncDisposable, IDisposable
{
    private readonly IEffectSink _sink;
    private readonly string _name;
    private readonly int _capacity;
    private readonly int _batchSize;
    private readonly TimeSpan _maxDelay;
    private readonly FullQueuePolicy _fullQueue;
    private readonly int _maxAttempts;
    private readonly bool _split;
    private readonly TimeSpan _retryDelay;
    private readonly TimeSpan _maxRetryDelay;
    private readonly TimeSpan _attemptTimeout;
    private readonly TimeSpan _stopTimeout;
    private readonly Action<EffectWriterNotice>? _onOutcome;
    private readonly TimeProvider _time;
    private readonly GuardedLogger _logger;
    private readonly Func<double> _jitter;
    private readonly FailureCounts<string> _callbackFailures = new();
    private volatile bool _isStalled;

    /// <summary>Whether the last attempt that failed had taken longer than its timeout. Written and read by the loop.</summary>
    private bool _isTimedOut;

    /// <summary>Creates a writer to a sink.</summary>
    /// <param name="sink">Writes batches. The writer does not dispose of it.</param>
    /// <param name="options">Queue, batches and retries. Default: the default options.</param>
    /// <param name="onOutcome">Called with every outcome, by any thread; must return quickly. Default: none.</param>
    /// <param name="logger">Logs failures and dropped effects. Default: none.</param>
    /// <param name="timeProvider">Measures all delays. Default: the system's.</param>
    /// <param name="jitter">Returns random numbers from 0 (inclusive) to 1 (exclusive). Default: <see cref="Random"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names every fault.</exception>
    public BackgroundEffectWriter(
        IEffectSink sink,
        EffectWriterOptions? options = null,
        Action<EffectWriterNotice>? onOutcome = null,
        ILogger? logger = null,
        TimeProvider? timeProvider = null,
        Func<double>? jitter = null)
    {
        _sink = sink ?? throw new ArgumentNullException(nameof(sink));
        options ??= new EffectWriterOptions();
        if (options.Validate() is { IsEmpty: false } faults)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        _name = ReceiverName.Of(sink);
        (_capacity, _batchSize, _maxDelay, _fullQueue) = (options.Capacity, options.BatchSize, options.MaxBatchDelay, options.FullQueue);
        (_maxAttempts, _split) = (options.MaxAttempts, options.SplitFailedBatches);
        (_retryDelay, _maxRetryDelay) = (options.RetryDelay, options.MaxRetryDelay);
        (_attemptTimeout, _stopTimeout) = (options.AttemptTimeout, options.StopTimeout);
        _onOutcome = onOutcome;
        _logger = GuardedLogger.Of(logger);
        _time = timeProvider ?? TimeProvider.System;
        _queue = new EffectQueue(options.BatchSize, _time);
        _jitter = jitter ?? new Random().NextDouble;
    }

    /// <summary>The name of the sink in log lines: that of <see cref="EffectSink.Named"/>, or of its type.</summary>
    public string Name => _name;

    /// <summary>The kinds of effects that the sink does not ignore.</summary>
    internal EffectKinds Kinds => EffectKind.WantedBy(_sink);

    /// <summary>Whether log lines have the messages of exceptions. Default: <c>false</c>.</summary>
    internal bool LogsMessages { get; init; }

    /// <summary>The counts of accepted, written, dropped and queued effects, all taken at the same moment.</summary>
    public EffectWriterCounts Counts
    {
        get
        {
            lock (_gate)
                return new EffectWriterCounts(_accepted, _written, _dropped, _queue.Count + _inFlight, _failedAttempts);
        }
    }

    /// <summary>
    /// Whether the sink still runs although <see cref="EffectWriterOptions.AttemptTimeout"/> cancelled its attempt. Nothing else
    /// is written until it returns, because a sink has one caller at a time.
    /// </summary>
    public bool IsStalled => _isStalled;

    /// <summary>
    /// Adds an effect to the queue without ever waiting. If the queue is full, an effect is dropped as
    /// <see cref="EffectWriterOptions.FullQueue"/> says; after a stop, this one is.
    /// </summary>
    /// <param name="effectEvent">The effect.</param>
    public void Enqueue(EffectEvent effectEvent) =>
        Enqueue(new QueuedEffect(effectEvent ?? throw new ArgumentNullException(nameof(effectEvent)), null, default));

    /// <summary>
    /// Adds an effect to the queue; under <see cref="FullQueuePolicy.Wait"/> the task completes when there is room for it.
    /// Effects keep the order of the calls.
    /// </summary>
    /// <param name="effectEvent">The effect.</param>
    /// <param name="cancellationToken">Cancels the wait; the effect then is not accepted.</param>
    /// <returns><c>true</c> if the effect is queued, <c>false</c> if it was dropped.</returns>
    public ValueTask<bool> WriteAsync(EffectEvent effectEvent, CancellationToken cancellationToken = default)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        if (cancellationToken.IsCancellationRequested)
            return new ValueTask<bool>(Task.FromCanceled<bool>(cancellationToken));
        Drop? dropped;
        lock (_gate)
        {
            if (_fullQueue == FullQueuePolicy.Wait && !_stopping && _queue.Count >= _capacity)
            {
                var waiting = _waiting.AddLast(new Waiting(effectEvent));
                return new ValueTask<bool>(WaitForRoomAsync(waiting, cancellationToken));
            }
            dropped = Offer(new QueuedEffect(effectEvent, null, default));
        }
        if (dropped is not { } drop)
            return new ValueTask<bool>(true);
        Report(drop);
        return new ValueTask<bool>(drop.Number != Unnumbered); // an older effect was dropped
    }

    /// <summary>
    /// Writes the effects accepted before the call without waiting for batches to fill. Retries wait as usual.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait; the writer continues.</param>
    /// <returns>
    /// A task that completes when each of these effects is written or dropped, and reported to the callback and to its receiver.
    /// </returns>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flush flush;
        lock (_gate)
        {
            flush = new Flush(_next + _waiting.Count);
            if (IsSettled(flush.Target))
                return;
            _flushes.Add(flush);
            _flushTarget = Math.Max(_flushTarget, flush.Target);
            _wake?.TrySetResult(true);
        }
        using (cancellationToken.Register(Cancel))
            await flush.Done.Task.ConfigureAwait(false);

        void Cancel()
        {
            lock (_gate)
                _flushes.Remove(flush);
            flush.Done.TrySetCanceled(cancellationToken);
        }
    }

    private void Notify(EffectWriterOutcome outcome, int count, Exception? exception = null)
    {
        if (_onOutcome is null || count == 0)
            return;
        try
        {
            _onOutcome(new EffectWriterNotice(outcome, count, exception));
        }
        catch (Exception e)
        {
            if (_callbackFailures.Add(FailureText.ReasonOf(e), out var total))
                PipelineLog.ObserverFailed(_logger, _name, total, FailureText.Of(e, LogsMessages));
        }
    }
}
