using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// A sticky bucket store that at times fails: before it has saved, after it has, or by not coming back before it is
/// cancelled. What is stored stands in an array, whose size does not change.
/// </summary>
internal sealed class FlakyStore(int users, int seed) : IStickyBucketStore
{
    public const int None = -1;

    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);
    private readonly sbyte[] _variations = [.. Enumerable.Repeat((sbyte)None, users)];

    public int FailedReads { get; private set; }

    public int FailedSaves { get; private set; }

    public int Saved { get; private set; }

    /// <summary>How often an assignment took the place of another one.</summary>
    public int Overwritten { get; private set; }

    /// <summary>The stored variation of a user, or <see cref="None"/>.</summary>
    public int VariationOf(int user)
    {
        lock (_gate)
            return _variations[user];
    }

    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        var draw = Draw();
        if (draw < 0.03)
        {
            lock (_gate)
                FailedReads++;
            await FailAsync(hangs: draw < 0.003, cancellationToken);
        }
        var found = StickyBuckets.Empty;
        foreach (var key in keys)
        {
            var (id, user) = (key.Split("||")[1], Ledger.UserOf(key.Split("||")[1]));
            if (VariationOf(user) is var variation && variation != None)
                found = found.With(new StickyAssignmentDocument("id", id, StickyVisits.AssignmentOf(variation)));
        }
        return found;
    }

    public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        var draw = Draw();
        if (draw >= 0.1)
            Store(Ledger.UserOf(document.AttributeValue), int.Parse(document.Assignments.Values.Single(), CultureInfo.InvariantCulture));
        if (draw >= 0.15)
            return;
        lock (_gate)
            FailedSaves++;
        await FailAsync(hangs: draw < 0.003, cancellationToken);
    }

    private static async Task FailAsync(bool hangs, CancellationToken cancellationToken)
    {
        if (hangs)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        await Task.Yield();
        throw new IOException("the store is away");
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

    private double Draw()
    {
        lock (_gate)
            return _random.NextDouble();
    }
}
