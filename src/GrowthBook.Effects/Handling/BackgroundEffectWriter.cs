using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// Takes effects at once and writes them to a sink in the background: in batches, in their order, again after a
/// failure, and within bounded memory. Every effect handed in is written, or is counted as dropped, or still waits;
/// <see cref="Counts"/> says how many of each at any moment. May be used by any number of threads; the sink has one
/// caller.
/// </summary>
/// <remarks>
/// <para>
/// A batch that fails is attempted again after a growing wait, <see cref="EffectWriterOptions.MaxAttempts"/> times in
/// all, while newer effects wait behind it up to the capacity. Then it is halved, and each half that fails is halved
/// again; a single effect that fails as often on its own is dropped. So an effect that the sink cannot take costs only
/// itself, and an outage costs one effect for every round of attempts at the longest wait, besides those for which the
/// queue has no room.
/// </para>
/// <para>A sink must not wait for its own writer (<see cref="FlushAsync"/>, <see cref="StopAsync"/>).</para>
/// <para>There is a task only while there are effects.</para>
/// </remarks>
/// <example><code>
/// await using var writer = new BackgroundEffectWriter(EffectSink.Of((batch, cancellationToken) =&gt; InsertAsync(batch, cancellationToken)));
/// var runner = new EffectRunner([writer]);
/// </code></example>
public sealed partial class BackgroundEffectWriter : IEffectHandler, IAsyncDisposable
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
    private readonly Action<EffectWriterNotice>? _observer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Func<double> _jitter;
    private readonly FailureCount _droppedQueueFull = new();
    private readonly FailureCount _observerFailures = new();
    private volatile bool _isStalled;

    /// <summary>Those who hear of each effect that is written or dropped.</summary>
    private event Action<EffectEvent, EffectWriterOutcome>? Settled;

    /// <summary>A writer to a sink.</summary>
    /// <param name="sink">Writes batches. The writer does not dispose of it.</param>
    /// <param name="options">How to queue, batch and retry. Default: the defaults of each.</param>
    /// <param name="observer">Called with every outcome, by any thread; quick. Default: none.</param>
    /// <param name="logger">Hears of failures and of what is dropped. Default: nobody.</param>
    /// <param name="timeProvider">Measures all waits. Default: the system's.</param>
    /// <param name="jitter">Gives random numbers from 0 inclusive to 1 exclusive. Default: <see cref="Random"/>.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public BackgroundEffectWriter(
        IEffectSink sink,
        EffectWriterOptions? options = null,
        Action<EffectWriterNotice>? observer = null,
        ILogger? logger = null,
        TimeProvider? timeProvider = null,
        Func<double>? jitter = null)
    {
        _sink = sink ?? throw new ArgumentNullException(nameof(sink));
        options ??= new EffectWriterOptions();
        if (options.Validate() is [var fault, ..])
            throw new ArgumentException(fault, nameof(options));
        _name = sink.GetType().ToString();
        (_capacity, _batchSize, _maxDelay, _fullQueue) = (options.Capacity, options.BatchSize, options.MaxDelay, options.FullQueue);
        (_maxAttempts, _split) = (options.MaxAttempts, options.SplitFailedBatches);
        (_retryDelay, _maxRetryDelay) = (options.RetryDelay, options.MaxRetryDelay);
        (_attemptTimeout, _stopTimeout) = (options.AttemptTimeout, options.StopTimeout);
        _observer = observer;
        _logger = logger ?? NullLogger.Instance;
        _time = timeProvider ?? TimeProvider.System;
        _jitter = jitter ?? new Random().NextDouble;
    }

    /// <summary>What became of the effects handed in, all counted at the same moment.</summary>
    public EffectWriterCounts Counts
    {
        get
        {
            lock (_gate)
                return new EffectWriterCounts(_accepted, _written, _dropped, _queue.Count + _inFlight, _failedAttempts);
        }
    }

    /// <summary>
    /// Whether the sink goes on although its attempt was cancelled because of <see cref="EffectWriterOptions.AttemptTimeout"/>.
    /// Nothing is written until it ends, for a sink has one caller at a time.
    /// </summary>
    public bool IsStalled => _isStalled;

    /// <summary>
    /// Hands in an effect without ever waiting. Where there is no room, one is dropped as
    /// <see cref="EffectWriterOptions.FullQueue"/> says; after the writer was stopped, this one is.
    /// </summary>
    /// <param name="effectEvent">The effect.</param>
    public void Handle(EffectEvent effectEvent)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        (EffectEvent, EffectWriterOutcome)? dropped;
        lock (_gate)
            dropped = Offer(effectEvent);
        Report(dropped);
    }

    /// <summary>
    /// Hands in an effect; under <see cref="FullQueuePolicy.Wait"/> the task ends when there is room for it. In the order
    /// of the calls, before effects that are handed in later.
    /// </summary>
    /// <param name="effectEvent">The effect.</param>
    /// <param name="cancellationToken">Ends the waiting; the effect then was not handed in.</param>
    /// <returns><c>true</c> when the effect waits to be written, <c>false</c> when it was dropped.</returns>
    public ValueTask<bool> WriteAsync(EffectEvent effectEvent, CancellationToken cancellationToken = default)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        if (cancellationToken.IsCancellationRequested)
            return new ValueTask<bool>(Task.FromCanceled<bool>(cancellationToken));
        (EffectEvent Event, EffectWriterOutcome Outcome)? dropped;
        lock (_gate)
        {
            if (_fullQueue == FullQueuePolicy.Wait && !_stopping && _queue.Count >= _capacity)
            {
                var waiting = _waiting.AddLast(new Waiting(effectEvent));
                return new ValueTask<bool>(WaitAsync(waiting, cancellationToken));
            }
            dropped = Offer(effectEvent);
        }
        Report(dropped);
        var isOlderOne = dropped?.Outcome == EffectWriterOutcome.DroppedQueueFull && _fullQueue == FullQueuePolicy.DropOldest;
        return new ValueTask<bool>(dropped is null || isOlderOne);
    }

    /// <summary>
    /// Writes what was handed in before the call without waiting for batches to fill. After a failure it waits as long as
    /// the writer does.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting; the writing goes on.</param>
    /// <returns>A task that ends when every one of these effects is written, or counted as dropped.</returns>
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

    /// <summary>
    /// Takes no more effects, and writes what is left within <see cref="EffectWriterOptions.StopTimeout"/>. Then the sink
    /// is cancelled, and what is left is counted as dropped; so is a batch of a sink that does not heed the cancellation
    /// within 250 ms, whatever comes of it.
    /// </summary>
    /// <param name="cancellationToken">Ends the writing earlier.</param>
    /// <returns>A task that ends when nothing is left. The same for each call.</returns>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        Task stopped;
        lock (_gate)
            stopped = _stopped ??= BeginStop();
        using (cancellationToken.Register(() => _hurry.TrySetResult(true)))
            await stopped.ConfigureAwait(false);
    }

    /// <summary>Stops the writer, as <see cref="StopAsync"/>.</summary>
    /// <returns>A task that ends when nothing is left.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());

    /// <summary>
    /// Has somebody hear of each effect that was handed in when it is written or dropped, by any thread and outside of the
    /// lock. A flush that waits for it ends afterwards, or at the same time where a full queue drops it. Of what a stop leaves
    /// behind nothing is heard, except where its sink is still writing it and comes to an end. Does not keep the one who hears
    /// alive: a writer may live longer than those that stand before it.
    /// </summary>
    internal void OnSettled<T>(T hearer, Action<T, EffectEvent, EffectWriterOutcome> hear)
        where T : class
    {
        var weak = new WeakReference<T>(hearer);
        Settled += Hear;

        void Hear(EffectEvent effectEvent, EffectWriterOutcome outcome)
        {
            if (weak.TryGetTarget(out var alive))
                hear(alive, effectEvent, outcome);
            else
                Settled -= Hear;
        }
    }

    private void Report((EffectEvent Event, EffectWriterOutcome Outcome)? dropped)
    {
        if (dropped is not var (effectEvent, outcome))
            return;
        if (outcome == EffectWriterOutcome.DroppedQueueFull && _droppedQueueFull.Add(1, out var total))
            HandlingLog.QueueFull(_logger, _name, total);
        Notify(outcome, 1);
        Settled?.Invoke(effectEvent, outcome);
    }

    private void Notify(EffectWriterOutcome outcome, int count, Exception? exception = null)
    {
        if (_observer is null || count == 0)
            return;
        try
        {
            _observer(new EffectWriterNotice(outcome, count, exception));
        }
        catch (Exception e)
        {
            if (_observerFailures.Add(1, out var total))
                HandlingLog.ObserverFailed(_logger, _name, total, FailureText.Of(e));
        }
    }
}
