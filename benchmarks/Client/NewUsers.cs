using GrowthBook.Client;

namespace GrowthBook.Benchmarks;

/// <summary>
/// Users of whom each is new to a client when its turn comes: there are more of them than a client remembers, and it forgets the
/// least recently seen. Their attributes exist before the measurement.
/// </summary>
internal sealed class NewUsers
{
    private readonly Attributes[] _users = [.. Enumerable.Range(0, EffectReceiver.DefaultCapacity + 1).Select(number => new Attributes
    {
        ["id"] = $"new-{number}",
        ["country"] = "CH",
        ["plan"] = "pro",
    })];

    private int _threads;

    public Func<int, int> Evaluate(GrowthBookClient client, string feature)
    {
        var next = First();
        return times =>
        {
            var count = 0;
            for (var i = 0; i < times; i++)
                count += client.User(Next(ref next)).EvalFeature(feature).On ? 1 : 0;
            return count;
        };
    }

    public Func<int, int> Evaluate(Payload payload, string feature)
    {
        var next = First();
        return times =>
        {
            var count = 0;
            for (var i = 0; i < times; i++)
                count += Evaluator.EvalFeature(new Context(payload, Next(ref next)), feature).Result.On ? 1 : 0;
            return count;
        };
    }

    private Attributes Next(ref int next) => _users[next = (next + 1) % _users.Length];

    /// <summary>Threads begin far apart, so that none meets a user shortly after another.</summary>
    private int First() => Interlocked.Increment(ref _threads) * (_users.Length / 2) % _users.Length;
}
