namespace GrowthBook.Client.Tests;

public sealed class SwapTests
{
    private const int Threads = 64;
    private const int Swaps = 1000;

    [Fact]
    public async Task Evaluations_during_a_thousand_swaps_see_one_payload_each()
    {
        var source = new InMemoryPayloadSource(Linked(0));
        await using var updater = new PayloadUpdater(source, new PayloadUpdaterSettings { Mode = PayloadUpdateMode.OnDemand });
        await updater.StartAsync(Timeout.InfiniteTimeSpan);
        using var ready = new CountdownEvent(Threads);
        var ended = false;
        var mixtures = 0;
        var evaluations = 0L;
        var seen = new HashSet<double>[Threads];
        var threads = Enumerable.Range(0, Threads).Select(i => new Thread(() =>
        {
            seen[i] = [];
            ready.Signal();
            while (!Volatile.Read(ref ended))
            {
                updater.EnsureFresh();
                var context = new Context(updater.Current!.Payload, new Attributes { ["id"] = "u-" + i });
                var (first, _) = Evaluator.EvalFeature(context, "first");
                var (linked, _) = Evaluator.EvalFeature(context, "linked");
                var (last, _) = Evaluator.EvalFeature(context, "last");
                if (first.ValueOr(-1.0) != last.ValueOr(-2.0) || linked.ValueOr(-3.0) != first.ValueOr(-1.0))
                    Interlocked.Increment(ref mixtures);
                seen[i].Add(first.ValueOr(-1.0));
                // Yields to the swapping thread: the machine may have fewer processors than this test has threads.
                if (Interlocked.Increment(ref evaluations) % 50 == 0)
                    Thread.Sleep(1);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        await Task.Run(ready.Wait);
        for (var i = 1; i <= Swaps; i++)
        {
            source.Set(Linked(i));
            while (NumberOf(updater) != i)
                Assert.IsNotType<RefreshResult.Failed>(await updater.RefreshAsync());
            // At least one evaluation began after the swap.
            var before = Interlocked.Read(ref evaluations);
            while (Interlocked.Read(ref evaluations) <= before + Threads)
                await Task.Yield();
        }
        Volatile.Write(ref ended, true);
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(0, mixtures);
        Assert.Equal(Enumerable.Range(1, Swaps).Select(i => (double)i), seen.SelectMany(numbers => numbers).Distinct().Where(number => number > 0).Order());
    }

    private static double NumberOf(PayloadUpdater updater) =>
        Evaluator.EvalFeature(new Context(updater.Current!.Payload, Attributes.Empty), "last").Result.ValueOr(-1.0);

    /// <summary>A payload whose features all have its number; <c>linked</c> has it only if the other two, its prerequisites, have it too.</summary>
    private static string Linked(int number) => $$$"""
        {"features":{
          "first":{"defaultValue":{{{number}}}},
          "linked":{"defaultValue":-9,"rules":[{"parentConditions":[{"id":"first","condition":{"value":{{{number}}}}},{"id":"last","condition":{"value":{{{number}}}}}],"force":{{{number}}}}]},
          "last":{"defaultValue":{{{number}}}}
        }}
        """;
}
