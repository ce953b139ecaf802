using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// A sticky bucket store that fails at random: before a save, after a save, or by not returning before it is cancelled. During an
/// outage every call fails or hangs. The assignments are in an array of fixed size, so that they do not hide a leak.
/// </summary>
internal sealed class FlakyStore(int users, int seed) : IStickyBucketStore
{
    public const int None = -1;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly sbyte[] _variations = [.. Enumerable.Repeat((sbyte)None, users)];
    private readonly Stopwatch _outages = new();
    private StoreOutage _outage;

    /// <summary>The number of reads that returned documents.</summary>
    public int SuccessfulReads { get; private set; }

    public int FailedSaves { get; private set; }

    public int Saved { get; private set; }

    /// <summary>The number of saves that replaced an assignment by another one.</summary>
    public int Overwritten { get; private set; }

    /// <summary>The number of outages that have started.</summary>
    public int Outages { get; private set; }

    /// <summary>The total time of outages.</summary>
    public TimeSpan OutageTime => _outages.Elapsed;

    /// <summary>The number of reads during outages.</summary>
    public int ReadsDuringOutages { get; private set; }

    /// <summary>The present outage.</summary>
    public StoreOutage Outage
    {
        set
        {
            lock (_gate)
            {
                if (value == StoreOutage.None)
                    _outages.Stop();
                else
                    _outages.Start();
                Outages += value != StoreOutage.None && _outage == StoreOutage.None ? 1 : 0;
                _outage = value;
            }
        }
    }

    /// <summary>The stored variation of a user, or <see cref="None"/>.</summary>
    public int VariationOf(int user)
    {
        lock (_gate)
            return _variations[user];
    }

    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var (random, outage) = Next();
        if (outage != StoreOutage.None)
        {
            lock (_gate)
                ReadsDuringOutages++;
        }
        if (random < 0.03 || outage != StoreOutage.None)
            await FailAsync(outage == StoreOutage.Hangs || (outage == StoreOutage.None && random < 0.003), cancellationToken);
        var found = StickyBuckets.Empty;
        foreach (var key in keys)
        {
            var (id, user) = (key.Split("||")[1], Ledger.UserOf(key.Split("||")[1]));
            if (VariationOf(user) is var variation && variation != None)
                found = found.With(new StickyAssignmentDocument("id", id, StickyVisits.AssignmentOf(variation)));
        }
        lock (_gate)
            SuccessfulReads++;
        return found;
    }

    public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        var (random, outage) = Next();
        if (random >= 0.1 && outage == StoreOutage.None)
            Store(Ledger.UserOf(document.AttributeValue), int.Parse(document.Assignments.Values.Single(), CultureInfo.InvariantCulture));
        if (random >= 0.15 && outage == StoreOutage.None)
            return;
        lock (_gate)
            FailedSaves++;
        await FailAsync(outage == StoreOutage.Hangs || (outage == StoreOutage.None && random < 0.003), cancellationToken);
    }

    private static async Task FailAsync(bool hangs, CancellationToken cancellationToken)
    {
        if (hangs)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        await Task.Yield();
        throw new IOException("the store is unavailable");
    }

    private void Store(int user, int variation)
    {
        lock (_gate)
        {
            ref var stored = ref _variations[user];
            if (stored == None)
                Saved++;
            else if (stored != variation)
                Overwritten++;
            stored = (sbyte)variation;
        }
    }

    private (double Random, StoreOutage Outage) Next()
    {
        lock (_gate)
            return (_random.NextDouble(), _outage);
    }
}

/// <summary>How a store fails during an outage.</summary>
internal enum StoreOutage
{
    /// <summary>There is no outage.</summary>
    None,

    /// <summary>Every call fails at once.</summary>
    Refuses,

    /// <summary>No call returns before it is cancelled.</summary>
    Hangs,
}
