using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Client;

/// <summary>
/// Reads from a store the documents that a user's evaluations can need, and no others, with one call. A store that fails
/// or takes too long does not fail the caller.
/// </summary>
/// <example><code>context = await reader.LoadAsync(context, cancellationToken);</code></example>
internal sealed class StickyBucketReader
{
    private readonly IStickyBucketStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PendingStickyBuckets? _pending;
    private readonly FailureCount _failures = new();

    /// <summary>A reader of a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="timeout">How long to wait for the store; above zero. Default: 1 s.</param>
    /// <param name="logger">Logs failures. Default: no logging.</param>
    /// <param name="timeProvider">Measures the wait. Default: the system's.</param>
    /// <param name="pending">Assignments that are not saved yet; they win over stored ones. Default: none.</param>
    public StickyBucketReader(
        IStickyBucketStore store, TimeSpan? timeout = null, ILogger? logger = null, TimeProvider? timeProvider = null, PendingStickyBuckets? pending = null)
    {
        _store = store ?? throw new ArgumentNullException(nameof(store));
        _timeout = timeout ?? TimeSpan.FromSeconds(1);
        if (_timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "the timeout must be above zero");
        _time = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger.Instance;
        _pending = pending;
    }

    /// <summary>How often the store failed or took too long.</summary>
    public long Failures => _failures.Value;

    /// <summary>Reads the documents of a context's user.</summary>
    /// <param name="context">The payload and the user.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>
    /// The documents; those that the context already has are kept where the store has none under their key. <c>null</c>
    /// where the store failed: that switches sticky bucketing off, so that the user is bucketed by hash and nothing is
    /// stored in the place of assignments that could not be read. Where all documents of the user wait to be saved they
    /// are known without the store.
    /// </returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<StickyBuckets?> ReadAsync(Context context, CancellationToken cancellationToken = default)
    {
        var known = (context ?? throw new ArgumentNullException(nameof(context))).StickyBuckets ?? StickyBuckets.Empty;
        var keys = StickyBucketKeys.Of(context);
        cancellationToken.ThrowIfCancellationRequested();
        if (keys.IsEmpty)
            return known;
        // Also found before the read: an assignment saved during the read is missing in its result.
        var waiting = Waiting(keys);
        using var timeout = _time.CancelAfter(_timeout);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var token = end.Token;
        try
        {
            // On another thread, because a store may block the one that it is called on; detached, because the read may outlive its caller.
            var reading = Detached.Run(() => _store.ReadAsync(keys, token).AsTask());
            if (!await reading.EndsAsync(_time, TimeSpan.Zero, token).ConfigureAwait(false))
            {
                Ignore(reading);
                throw new OperationCanceledException(token);
            }
            var found = await reading.ConfigureAwait(false);
            foreach (var document in found)
                known = known.With(document);
            return waiting.AddRange(Waiting(keys)).Aggregate(known, (all, document) => all.Merge(document));
        }
        catch (Exception e)
        {
            if (e is OperationCanceledException)
                cancellationToken.ThrowIfCancellationRequested();
            if (_failures.Add(1, out var total) && _logger.IsEnabled(LogLevel.Warning))
                StickyLog.NotRead(_logger, total, timeout.IsCancellationRequested ? $"no answer within {_timeout}" : FailureText.Of(e));
            // An assignment comes with all that was read under its key.
            waiting = waiting.AddRange(Waiting(keys));
            return keys.All(key => waiting.Any(document => document.Key == key)) ? waiting.Aggregate(known, (all, document) => all.Merge(document)) : null;
        }
    }

    /// <summary>A context with the documents of its user.</summary>
    /// <param name="context">The payload and the user.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The context with what <see cref="ReadAsync"/> returns.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<Context> LoadAsync(Context context, CancellationToken cancellationToken = default) =>
        context with { StickyBuckets = await ReadAsync(context, cancellationToken).ConfigureAwait(false) };

    private ImmutableArray<StickyAssignmentDocument> Waiting(ImmutableArray<string> keys) => _pending?.Find(keys) ?? [];

    /// <summary>Observes the exception of an abandoned task, so that it does not count as unobserved.</summary>
    private static void Ignore(Task task) => _ = task.ContinueWith(
        ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
