namespace GrowthBook.Client;

/// <summary>
/// Remembers which of up to 64 receivers took which exposures and usages, up to a capacity; beyond it the least recently seen is
/// evicted. Thread-safe. A repetition takes no lock and writes nothing that another thread reads, unless a new effect was remembered
/// since the last one.
/// </summary>
/// <remarks>
/// From 4,096 entries, effects that are seen again between two new ones count as seen in the order of the first time. Below, every
/// sighting counts.
/// </remarks>
internal sealed class DeliveryMemory
{
    /// <summary>The largest number of receivers: the bits of a mask.</summary>
    public const int MaxReceivers = 64;

    private const int StripeCount = 16;
    private const int StripedFrom = 4096;

    private readonly int _capacity;
    private readonly DeliveryEntries _entries = new();
    private readonly DeliveryStripe[] _stripes;

    /// <summary>Per stripe when its least recently seen entry was seen; the largest number without entries.</summary>
    private readonly long[] _oldestTimes;
    private readonly StripedCounter _exposureHits = new();
    private readonly StripedCounter _usageHits = new();

    /// <summary>Held while an entry is added or removed. It is taken before the lock of a stripe.</summary>
    private readonly object _gate = new();
    private int _count;

    /// <summary>The number of the last new entry.</summary>
    private int _lastEntry;

    /// <summary>The time of the last new entry, see <see cref="LogicalTime"/>.</summary>
    private long _lastNew;

    /// <param name="capacity">The number of entries; at least 1.</param>
    public DeliveryMemory(int capacity)
    {
        _capacity = capacity;
        var isStriped = capacity >= StripedFrom;
        _stripes = new DeliveryStripe[isStriped ? StripeCount : 1];
        _oldestTimes = [.. Enumerable.Repeat(long.MaxValue, _stripes.Length)];
        for (var i = 0; i < _stripes.Length; i++)
            _stripes[i] = new DeliveryStripe(_entries, isEverySightingKept: !isStriped, i, _oldestTimes);
    }

    /// <summary>
    /// Loads into the processor's cache what <see cref="Take"/> reads of two effects that are new, so that it waits for main memory once
    /// and not four times. Changes nothing.
    /// </summary>
    public void Prefetch(in EffectKey first, in EffectKey second)
    {
        StripeOf(first).Prefetch(first);
        StripeOf(second).Prefetch(second);
        if (Volatile.Read(ref _count) < _capacity)
            return;
        // A guess: entries that are not seen again are evicted in the order of their numbers.
        PrefetchEviction(1);
        PrefetchEviction(2);
    }

    /// <summary>Returns whether all receivers of a mask took an effect. Takes no lock; may return <c>false</c> for a known effect.</summary>
    /// <param name="key">The exposure, or the user and feature of a usage.</param>
    /// <param name="value">The value of a usage, hashed; 0 for an exposure.</param>
    /// <param name="receivers">The bits of the receivers that want the effect.</param>
    public bool IsRepetition(in EffectKey key, ulong value, ulong receivers) =>
        StripeOf(key).IsRepetition(key, value, receivers, Volatile.Read(ref _lastNew));

    /// <summary>Returns whether all receivers of a mask took an effect, which is then the one seen last. Exact; takes a lock.</summary>
    /// <param name="key">The exposure, or the user and feature of a usage.</param>
    /// <param name="value">The value of a usage, hashed; 0 for an exposure.</param>
    /// <param name="receivers">The bits of the receivers that want the effect.</param>
    public bool IsTaken(in EffectKey key, ulong value, ulong receivers) =>
        StripeOf(key).IsTaken(key, value, receivers, Volatile.Read(ref _lastNew));

    /// <summary>Counts a repetition for all receivers that want effects of a kind.</summary>
    public void CountRepetition(EffectKinds kind) => HitsOf(kind).Increment();

    /// <summary>The number of counted repetitions of effects of a kind.</summary>
    public long Repetitions(EffectKinds kind) => HitsOf(kind).Value;

    /// <summary>
    /// Notes that receivers take an effect. The note comes first, so that no other thread delivers the effect too.
    /// </summary>
    /// <param name="key">The exposure, or the user and feature of a usage.</param>
    /// <param name="value">The value of a usage, hashed; 0 for an exposure.</param>
    /// <param name="receivers">The bits of the receivers that want the effect.</param>
    /// <param name="receipt">The argument for <see cref="Undo"/> if a receiver fails.</param>
    /// <returns>The bits of those receivers that did not take it before.</returns>
    public ulong Take(in EffectKey key, ulong value, ulong receivers, out EffectReceipt receipt)
    {
        var stripe = StripeOf(key);
        if (stripe.Knows(key) && stripe.TryTake(key, value, receivers, Volatile.Read(ref _lastNew), out receipt, out var missing))
            return missing;
        lock (_gate)
        {
            if (stripe.Knows(key) && stripe.TryTake(key, value, receivers, _lastNew, out receipt, out missing))
                return missing;
            var at = _count < _capacity ? Allocate() : OldestStripe().RemoveOldest();
            var now = LogicalTime.After(_lastNew);
            receipt = stripe.Add(at, key, value, receivers, now);
            Volatile.Write(ref _lastNew, now);
            Volatile.Write(ref _lastEntry, at);
            return receivers;
        }
    }

    /// <summary>
    /// Notes that a receiver failed to take an effect. If a usage's value has changed since, nothing happens. If no receiver took the
    /// value, the memory has the previous value again.
    /// </summary>
    /// <param name="receipt">The receipt of the delivery.</param>
    /// <param name="receiver">The bit of the receiver.</param>
    public void Undo(in EffectReceipt receipt, ulong receiver)
    {
        lock (_gate)
        {
            if (!StripeOf(_entries[receipt.Entry].Key).Undo(receipt, receiver))
                return;
            _entries.Free(receipt.Entry);
            _count--;
        }
    }

    /// <summary>Returns the number of effects that a receiver took and that are remembered. Its time is linear in the capacity.</summary>
    public int CountOf(ulong receiver)
    {
        var count = 0;
        foreach (var stripe in _stripes)
            count += stripe.CountOf(receiver);
        return count;
    }

    private void PrefetchEviction(int distance)
    {
        var at = Volatile.Read(ref _lastEntry) + distance;
        ref readonly var key = ref _entries[at < _capacity ? at : 0].Key;
        StripeOf(key).Prefetch(key);
    }

    private int Allocate()
    {
        _count++;
        return _entries.Allocate();
    }

    private DeliveryStripe StripeOf(in EffectKey key) => _stripes[(int)(key.High & (uint)(_stripes.Length - 1))];

    private StripedCounter HitsOf(EffectKinds kind) => kind == EffectKinds.Usage ? _usageHits : _exposureHits;

    private DeliveryStripe OldestStripe()
    {
        var (oldest, time) = (0L, long.MaxValue);
        for (var i = 0; i < _oldestTimes.Length; i++)
        {
            var difference = Volatile.Read(ref _oldestTimes[i]) - time;
            var isOlder = difference >> 63; // all bits or none; a branch would be unpredictable
            time += difference & isOlder;
            oldest = (oldest & ~isOlder) | (i & isOlder);
        }
        return _stripes[oldest];
    }
}
