using System.Collections.Immutable;
using GrowthBook.Client.Endurance.Checks;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>
/// A sink that counts written effects and fails at random: for a whole batch, for a part of it, or by not returning before it is
/// cancelled. A picky sink always rejects certain exposures.
/// </summary>
internal sealed class CountingSink(Ledger ledger, int seed, bool isPicky) : IEffectSink
{
    private const int RejectedUserStep = 193;

    private readonly Random _random = new(seed);

    public long Written { get; private set; }

    /// <summary>The written usages of features by users of a single thread.</summary>
    public long WrittenUsages { get; private set; }

    public long Failures { get; private set; }

    /// <summary>Whether the picky sink rejects an exposure.</summary>
    public static bool Refuses(int user, int experiment) => user % RejectedUserStep == 7 && experiment == 1;

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
