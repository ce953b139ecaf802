using GrowthBook.Client.Tests.Clients;

namespace GrowthBook.Client.Tests.Pipeline;

/// <summary>A flush with a timeout ends although a sink always fails, and says what is left.</summary>
public sealed class FlushTimeoutTests
{
    private readonly TestTime _time = new();

    [Fact]
    public async Task A_sink_that_always_fails_leaves_its_effects_and_the_other_sinks_none()
    {
        var isDown = true;
        var failing = EffectSink.Of((_, _) => isDown ? throw new IOException("down") : default);
        await using var client = await Shop.StartAsync(
            Shop.Services(time: _time) with { Sinks = [EffectSink.Named("exposures", failing), new Recording()] },
            options => (options.Writer.MaxAttempts, options.Writer.MaxBatchDelay, options.Writer.StopTimeout) = (int.MaxValue, TimeSpan.Zero, TimeSpan.Zero));
        client.User(Shop.Ada).IsOn("color");
        client.User(Shop.Ada).IsOn("zero");
        var flush = client.FlushAsync(TimeSpan.FromSeconds(5));
        await _time.PassUntilAsync(() => flush.IsCompleted, TimeSpan.FromSeconds(1));
        var result = await flush;
        Assert.False(result.IsComplete);
        Assert.Equal(new QueuedEffects("exposures", 2), Assert.Single(result.Remaining));
        Assert.Equal("2 effects left: exposures 2", result.ToString());
        Assert.Equal(2, (await client.FlushAsync(TimeSpan.Zero)).Remaining.Single().Count);

        isDown = false;
        var again = client.FlushAsync(Timeout.InfiniteTimeSpan);
        await _time.PassUntilAsync(() => again.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.True((await again).IsComplete);
        Assert.Equal("no effects left", (await again).ToString());
        Assert.Equal(2, client.WriterCounts[0].Written);
    }

    [Fact]
    public async Task A_cancellation_and_a_timeout_out_of_range_throw()
    {
        await using var client = await Shop.StartAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.FlushAsync(TimeSpan.FromSeconds(1), new CancellationToken(true)));
        foreach (var timeout in new[] { TimeSpan.FromMilliseconds(-2), TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) })
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => client.FlushAsync(timeout));
        Assert.Empty(new FlushResult(default).Remaining);
    }
}
