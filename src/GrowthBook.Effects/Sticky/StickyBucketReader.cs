using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Reads from a store the documents that a user's evaluations can need, and no others, with one call. A store that fails or takes
/// too long does not fail the caller; during an outage one call at a time probes the store, and the other users are not delayed.
/// </summary>
/// <example><code>context = await reader.LoadAsync(context, cancellationToken);</code></example>
internal sealed class StickyBucketReader
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly IStickyBucketStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly GuardedLogger _logger;
    private readonly PendingStickyBuckets? _pending;
    private readonly OutageGuard _guard;
    private readonly BlockingCalls _calls = new();
    private readonly FailureCounts<string> _failures = new();
    private long _skips;
    private volatile string? _lastFailure;

    /// <summary>Creates a reader of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeout">How long to wait for the store; above zero. Default: 1 s.</param>
    /// <param name="logger">Logs failures. Default: no logging.</param>
    /// <param name="timeProvider">Measures the wait. Default: the system's.</param>
    /// <param name="pending">The pending assignments, which win over stored ones. Default: none are known.</param>
    public StickyBucketReader(
        IStickyBucketStore store, TimeSpan? timeout = null, ILogger? logger = null, TimeProvider? timeProvider = null, PendingStickyBuckets? pending = null)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _timeout = timeout ?? TimeSpan.FromSeconds(1);
        if (_timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "the timeout must be above zero");
        _time = timeProvider ?? TimeProvider.System;
        _logger = GuardedLogger.Of(logger);
        _pending = pending;
        _guard = new OutageGuard(PauseAfterFailure, _timeout, _time);
    }

    /// <summary>Whether log lines have the messages of exceptions. Default: <c>false</c>.</summary>
    public bool LogsMessages { get; init; }

    /// <summary>The attributes whose documents are read. Default: those of the payload.</summary>
    public StickyBucketNames Names { get; init; } = new([]);

    /// <summary>The number of reads that failed or timed out.</summary>
    public long Failures => _failures.Value;

    /// <summary>The number of reads that were skipped during outages.</summary>
    public long Skips => Interlocked.Read(ref _skips);

    /// <summary>How long the outage of the store has lasted; <c>null</c> without an outage.</summary>
    public TimeSpan? Outage => _guard.Outage;

    /// <summary>The last failure, without attribute values; <c>null</c> before the first one.</summary>
    public string? LastFailure => _lastFailure;

    /// <summary>Reads the documents of a context's user.</summary>
    /// <param name="context">The payload and the user.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>
    /// The documents; those of the context are kept if the store has none with their key. <c>null</c> if the store was not read:
    /// sticky bucketing is then off, so that no assignment replaces a stored one. If all documents of the user have pending
    /// assignments, these are returned without the store.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<StickyBuckets?> ReadAsync(Context context, CancellationToken cancellationToken = default)
    {
        var known = (context ?? throw new ArgumentNullException(nameof(context))).StickyBuckets ?? StickyBuckets.Empty;
        var keys = StickyBucketKeys.Of(context, Names.Of(context.Payload));
        cancellationToken.ThrowIfCancellationRequested();
        if (keys.IsEmpty)
            return known;
        // Also before the read: a save during the read is not in its result.
        var pending = Pending(keys);
        var found = await TryReadAsync(keys, cancellationToken).ConfigureAwait(false);
        pending = pending.AddRange(Pending(keys));
        if (found is null)
        {
            // A pending document includes all assignments that were read with its key.
            if (!keys.All(key => pending.Any(document => document.Key == key)))
                return null;
        }
        else if (known.Count == 0)
        {
            known = found;
        }
        else
        {
            foreach (var document in found)
                known = known.With(document);
        }
        return pending.Aggregate(known, (all, document) => all.Merge(document));
    }

    /// <summary>Returns a context with the documents of its user.</summary>
    /// <param name="context">The payload and the user.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The context with the result of <see cref="ReadAsync"/>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<Context> LoadAsync(Context context, CancellationToken cancellationToken = default) =>
        context with { StickyBuckets = await ReadAsync(context, cancellationToken).ConfigureAwait(false) };

    /// <summary>Reads the store; <c>null</c> if it fails or times out, or if the read was skipped.</summary>
    private async ValueTask<StickyBuckets?> TryReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        if (_store is InMemoryStickyBucketStore memory)
            return await memory.ReadAsync(keys, cancellationToken).ConfigureAwait(false); // neither blocks nor fails
        if (!_guard.TryStart(out var call))
        {
            Interlocked.Increment(ref _skips);
            return null;
        }
        using var timeout = _time.CancelAfter(_timeout);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = end.Token;
        // On another thread, because a store may block its caller; detached, because the read may outlive the caller.
        var reading = _calls.Run(() => token.IsCancellationRequested ? Task.FromCanceled<StickyBuckets>(token) : _store.ReadAsync(keys, token).AsTask());
        _ = reading.ContinueWith(EndCall, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            if (!await reading.EndsAsync(_time, TimeSpan.Zero, token).ConfigureAwait(false))
                throw new OperationCanceledException(token);
            var found = await reading.ConfigureAwait(false);
            if (_guard.Succeeded() is { } outage)
                StickyLog.Recovered(_logger, outage.TotalSeconds, Skips);
            return found ?? StickyBuckets.Empty; // the habit of stores without nullable annotations
        }
        catch (Exception e)
        {
            if (e is OperationCanceledException)
                cancellationToken.ThrowIfCancellationRequested();
            Fail(call, timeout.IsCancellationRequested ? null : e);
            return null;
        }
    }

    /// <param name="call">The read.</param>
    /// <param name="exception">The exception of the store, which can concern these keys alone; <c>null</c> for a timeout.</param>
    private void Fail(GuardedCall call, Exception? exception)
    {
        var text = exception is null ? FormattableString.Invariant($"no answer within {_timeout.TotalSeconds:0.###} s") : FailureText.Of(exception, LogsMessages);
        _lastFailure = text;
        var begins = exception is null ? _guard.Failed(call) : _guard.Refused(call);
        if (_failures.Add(exception is null ? "timeout" : FailureText.ReasonOf(exception), out var total) || begins)
            StickyLog.NotRead(_logger, total, text);
    }

    /// <summary>Also observes the exception of a read that was left behind.</summary>
    private void EndCall(Task reading)
    {
        _ = reading.Exception;
        _guard.Ended();
    }

    private ImmutableArray<StickyAssignmentDocument> Pending(ImmutableArray<string> keys) => _pending?.Find(keys) ?? [];
}
