using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Stands before the writer that saves sticky assignments, and knows those that wait to be saved, so that a
/// <see cref="StickyBucketReader"/> can have the user's next request see them. May be used by any number of threads.
/// </summary>
/// <remarks>
/// An assignment is known from the moment that it is handed in until it is saved, or dropped because the queue is full or
/// after the attempts; so there are never more than the writer holds.
/// </remarks>
/// <example><code>
/// await using var writer = new BackgroundEffectWriter(new StickyBucketSink(store));
/// var pending = new PendingStickyBuckets(writer);
/// var runner = new EffectRunner([pending]);
/// var reader = new StickyBucketReader(store, pending: pending);
/// </code></example>
public sealed class PendingStickyBuckets : IEffectHandler
{
    private readonly BackgroundEffectWriter _writer;
    private readonly object _gate = new();

    /// <summary>By a document's key those that wait, in their order; none is empty.</summary>
    private readonly Dictionary<string, ImmutableList<EffectEvent>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Nothing waits yet.</summary>
    /// <param name="writer">Writes to a <see cref="StickyBucketSink"/>.</param>
    public PendingStickyBuckets(BackgroundEffectWriter writer)
    {
        _writer = writer ?? throw new ArgumentNullException(nameof(writer));
        _writer.OnSettled(this, static (pending, effectEvent, _) => pending.Remove(effectEvent));
    }

    /// <summary>How many documents wait to be saved.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Hands an effect in to the writer, and knows it, where it is a sticky assignment, until the writer is done with it.</summary>
    /// <param name="effectEvent">The effect.</param>
    public void Handle(EffectEvent effectEvent)
    {
        if ((effectEvent ?? throw new ArgumentNullException(nameof(effectEvent))).Effect is Effect.StickyBucketAssigned { Document.Key: var key })
        {
            lock (_gate)
                _waiting[key] = (_waiting.TryGetValue(key, out var earlier) ? earlier : []).Add(effectEvent);
        }
        _writer.Handle(effectEvent);
    }

    /// <summary>The documents that wait under some keys, those under one key merged as saving them will.</summary>
    internal ImmutableArray<StickyAssignmentDocument> Find(ImmutableArray<string> keys)
    {
        var found = new List<ImmutableList<EffectEvent>>();
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (_waiting.TryGetValue(key, out var events))
                    found.Add(events);
            }
        }
        return [.. found.Select(events => events
            .Select(each => ((Effect.StickyBucketAssigned)each.Effect).Document)
            .Aggregate((earlier, later) => earlier.Merge(later)))];
    }

    private void Remove(EffectEvent effectEvent)
    {
        if (effectEvent.Effect is not Effect.StickyBucketAssigned { Document.Key: var key })
            return;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out var events))
                return;
            var at = events.FindIndex(each => ReferenceEquals(each, effectEvent));
            if (at >= 0)
                events = events.RemoveAt(at);
            if (events.IsEmpty)
                _waiting.Remove(key);
            else
                _waiting[key] = events;
        }
    }
}
