using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// Collects the effects of an evaluation for the queues of sinks, so that each queue takes its effects under one lock. Each thread has
/// one for reuse; a handler that evaluates gets another one. Not thread-safe.
/// </summary>
internal sealed class Outbox
{
    /// <summary>From this number of effects on, they are sent before the next effect.</summary>
    private const int Full = 16;

    [ThreadStatic]
    private static Outbox? _unused;

    private Item[] _items = new Item[4];
    private int _count;

    /// <summary>Whether to call <see cref="Send"/> before the end of the evaluation.</summary>
    public bool IsFull => _count >= Full;

    /// <summary>Returns an empty outbox.</summary>
    public static Outbox Rent()
    {
        var outbox = _unused ?? new Outbox();
        _unused = null;
        return outbox;
    }

    public void Add(BackgroundEffectWriter writer, in QueuedEffect effect)
    {
        if (_count == _items.Length)
            Array.Resize(ref _items, 2 * _count);
        _items[_count++] = new Item(writer, effect);
    }

    /// <summary>Queues all effects in their order. The outbox then is empty, and another evaluation of the thread can use it.</summary>
    /// <param name="writers">The writers of all effects, each once.</param>
    public void Send(ImmutableArray<BackgroundEffectWriter> writers)
    {
        foreach (var writer in writers)
            writer.EnqueueOwn(_items.AsSpan(0, _count));
        Array.Clear(_items, 0, _count);
        _count = 0;
        _unused = this;
    }

    /// <summary>An effect and the writer whose queue takes it.</summary>
    public readonly record struct Item(BackgroundEffectWriter Writer, QueuedEffect Effect);
}
