using System.Collections.Immutable;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// A sink that counts what it writes, and at times fails: as a whole, in a part of the batch, or by not coming back
/// before it is cancelled. One that is picky never takes certain exposures.
/// </summary>
internal sealed class CountingSink(Ledger ledger, int seed, bool isPicky) : IEffectSink
{
    private const int UserTheyRefuse = 193;

    private readonly Random _random = new(seed);

    public long Written { get; private set; }

    /// <summary>Usages of features by users that have one thread each.</summary>
    public long WrittenUsages { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Whether the picky sink refuses an exposure.</summary>
    public static bool Refuses(int user, int experiment) => user % UserTheyRefuse == 7 && experiment == 1;

    public async ValueTask WriteAsync(ImmutableArray<EffectEvent> batch, CancellationToken cancellationToken)
    {
        var draw = _random.NextDouble();
        if (draw < 0.002)
        {
            Failures++;
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        await Task.Yield();
        if (isPicky && batch.Any(IsRefused))
        {
            Failures++;
            throw new FormatException("an event that this sink never takes");
        }
        if (draw < 0.08)
        {
            Failures++;
            throw new IOException("the sink is away");
        }
        var taken = draw < 0.12 ? _random.Next(batch.Length) : batch.Length;
        for (var i = 0; i < taken; i++)
            Take(batch[i]);
        if (taken < batch.Length)
        {
            Failures++;
            throw new EffectWriteException("the sink took a part", batch.RemoveRange(0, taken));
        }
    }

    private static bool IsRefused(EffectEvent e) =>
        e.Effect is Effect.ExperimentViewed viewed && Refuses(Ledger.UserOf(viewed.Result.HashValue), Ledger.ExperimentOf(viewed));

    private void Take(EffectEvent e)
    {
        Written++;
        if (e.Effect is Effect.ExperimentViewed viewed)
            ledger.Written(viewed);
        else if (e.Effect is Effect.FeatureEvaluated && !Visitors.IsShared(Ledger.UserOf(e.Context.Attributes["id"])))
            WrittenUsages++;
    }
}
