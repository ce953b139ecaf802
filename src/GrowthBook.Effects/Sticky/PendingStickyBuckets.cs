using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Queues sticky assignments to be saved, and knows those that are not saved yet, so that the user's next request sees them:
/// <see cref="StickyBucketReader"/> merges them over the store's documents. Thread-safe.
/// </summary>
/// <remarks>
/// An assignment is pending from <see cref="Handle"/> until its settlement, written or dropped; so there are never more than the
/// writer holds.
/// </remarks>
internal sealed class PendingStickyBuckets : IEffectHandler
{
    private readonly BackgroundEffectWriter _writer;
    private readonly Settlement _settled;
    private readonly object _gate = new();

    /// <summary>The pending assignments by document key; none is without events.</summary>
    private readonly Dictionary<string, Pending> _pending = new(KeyedTexts.Comparer);

    /// <param name="writer">Writes to a <see cref="StickyBucketSink"/>.</param>
    public PendingStickyBuckets(BackgroundEffectWriter writer)
    {
        _writer = writer ?? throw new ArgumentNullException(nameof(writer));
        _settled = Settled;
    }

    /// <summary>The number of documents with pending assignments.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    /// <summary>Queues an effect; a sticky assignment is pending until the writer has settled it.</summary>
    /// <param name="effectEvent">The effect.</param>
    public void Handle(EffectEvent effectEvent)
    {
        _ = effectEvent ?? throw new ArgumentNullException(nameof(effectEvent));
        if (OverriddenIdentifier.IsStorable(effectEvent) && effectEvent.Effect is Effect.StickyBucketAssigned { Document.Key: var key })
        {
            lock (_gate)
                _pending[key] = new Pending((_pending.TryGetValue(key, out var earlier) ? earlier.Events : []).Add(effectEvent));
        }
        _writer.Enqueue(new QueuedEffect(effectEvent, _settled, default));
    }

    /// <summary>Returns the pending documents with one of the keys; the assignments of one document are merged as saving them will.</summary>
    public ImmutableArray<StickyAssignmentDocument> Find(ImmutableArray<string> keys)
    {
        List<Pending> found;
        lock (_gate)
        {
            if (_pending.Count == 0)
                return [];
            found = [];
            foreach (var key in keys)
            {
                if (_pending.TryGetValue(key, out var pending))
                    found.Add(pending);
            }
        }
        return [.. found.Select(pending => pending.Document)];
    }

    private void Settled(EffectEvent effectEvent, in EffectReceipt receipt, EffectWriterOutcome outcome)
    {
        if (effectEvent.Effect is not Effect.StickyBucketAssigned { Document.Key: var key })
            return;
        lock (_gate)
        {
            if (!_pending.TryGetValue(key, out var pending))
                return;
            var events = pending.Events;
            var at = events.FindIndex(each => ReferenceEquals(each, effectEvent));
            if (at >= 0)
                events = events.RemoveAt(at);
            if (events.IsEmpty)
                _pending.Remove(key);
            else
                _pending[key] = new Pending(events);
        }
    }

    /// <summary>The pending assignments of a document.</summary>
    /// <param name="events">The assignments, the oldest first; at least one.</param>
    private sealed class Pending(ImmutableList<EffectEvent> events)
    {
        private StickyAssignmentDocument? _document;

        public ImmutableList<EffectEvent> Events => events;

        /// <summary>The merged document, made once for the requests until the next change.</summary>
        public StickyAssignmentDocument Document => _document ??= DocumentMerge.Of([.. events.Select(each => ((Effect.StickyBucketAssigned)each.Effect).Document)]);
    }
}
