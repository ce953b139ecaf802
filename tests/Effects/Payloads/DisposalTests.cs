namespace GrowthBook.Client.Tests;

public sealed class DisposalTests : ServerTest
{
    /// <summary>Ends a test that hangs.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("idle")]
    [InlineData("streaming")]
    [InlineData("stream waiting")]
    [InlineData("stream down, polling")]
    [InlineData("fetching")]
    [InlineData("starting")]
    public async Task Disposal_stops_streams_timers_and_requests(string situation)
    {
        var client = GrowthBookHttp.CreateClient();
        var mode = situation.StartsWith("stream", StringComparison.Ordinal) ? PayloadUpdateMode.Streaming : PayloadUpdateMode.Polling;
        Server.OffersStream = true;
        var updater = PayloadUpdater.ForConnection(Server.Connection(), () => client, Defaults(mode));
        await BringIntoAsync(situation, updater);

        await updater.DisposeAsync().AsTask().WaitAsync(HangLimit);
        Assert.Equal(StreamState.Off, updater.StreamState);
        await Eventually.TrueAsync(() => Time.Timers == 0, "the end of all waits");
        await Eventually.TrueAsync(() => Server.OpenStreams == 0, "the server's streams to end");
        client.Dispose();
        await Eventually.TrueAsync(() => Server.OpenConnections == 0, "the server's connections to end");

        var requests = Server.Requests.Count;
        var states = Subscriber.States.Count;
        Time.Advance(TimeSpan.FromDays(1));
        updater.EnsureFresh();
        Assert.Equal(0, Time.Timers);
        Assert.Equal((requests, states), (Server.Requests.Count, Subscriber.States.Count));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => updater.RefreshAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => updater.StartAsync(TimeSpan.Zero));
        await updater.DisposeAsync();
    }

    [Fact]
    public async Task The_payload_stays_readable_after_disposal()
    {
        var updater = Updater(PayloadUpdateMode.Streaming);
        await StartAsync(updater);
        await updater.DisposeAsync();
        Assert.Equal("a", updater.Name());
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_a_source_that_ignores_its_token()
    {
        var source = new StubbornSource();
        var updater = new PayloadUpdater(source, Defaults(PayloadUpdateMode.Manual));
        var refresh = updater.RefreshAsync();
        await source.Asked;
        await updater.DisposeAsync().AsTask().WaitAsync(HangLimit);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => refresh);
    }

    /// <summary>As after the disposal, except for a caller that has cancelled.</summary>
    [Fact]
    public async Task Calls_in_progress_end_as_those_of_a_disposed_client()
    {
        Server.OnFeatures = Faults.SilentAsync;
        await using var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url });
        using var cancel = new CancellationTokenSource();
        Task[] ended = [client.StartAsync(), client.StartAsync(TimeSpan.FromHours(1)), client.RefreshAsync(), client.RefreshAsync(force: true)];
        var cancelled = client.RefreshAsync(cancel.Token);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        await cancel.CancelAsync();
        await client.DisposeAsync();
        foreach (var call in ended)
            Assert.Equal("GrowthBook.Client.GrowthBookClient", (await Assert.ThrowsAsync<ObjectDisposedException>(() => call)).ObjectName);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact]
    public async Task A_late_exception_of_a_cache_is_observed()
    {
        var unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is TooLateException)
                Interlocked.Increment(ref unobserved);
        }

        TaskScheduler.UnobservedTaskException += Count;
        var cache = new LateCache();
        await using (var updater = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Manual) with { Cache = cache }))
        {
            var start = StartAsync(updater);
            await Time.PassUntilAsync(() => start.IsCompleted, TimeSpan.FromSeconds(1));
            Assert.Equal(PayloadOrigin.Network, (await start).Origin);
        }
        await cache.ThrowAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= Count;
        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task Disposal_of_hundreds_of_updaters_leaves_no_timer_and_no_stream()
    {
        Server.OffersStream = true;
        for (var i = 0; i < 200; i++)
        {
            await using var updater = PayloadUpdater.ForConnection(Server.Connection(), () => Client, Defaults(PayloadUpdateMode.Streaming));
            await StartAsync(updater);
            if (i % 2 == 0)
                await Eventually.TrueAsync(() => updater.StreamState == StreamState.Open, "the stream");
        }
        await Eventually.TrueAsync(() => Time.Timers == 0, "the end of all waits");
        await Eventually.TrueAsync(() => Server.OpenStreams == 0, "the server's streams to end");
    }

    private async Task BringIntoAsync(string situation, PayloadUpdater updater)
    {
        if (situation == "stream waiting")
            Server.OnStream = _ => Task.CompletedTask;
        if (situation == "stream down, polling")
            Server.OnStreamRequest = Faults.Status(500, "");
        if (situation == "starting")
            Server.OnFeatures = Faults.StallingAsync;
        var start = StartAsync(updater);
        if (situation == "starting")
        {
            await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
            return;
        }
        await start;
        switch (situation)
        {
            case "streaming":
                await Eventually.TrueAsync(() => Server.OpenStreams == 1, "the stream");
                break;
            case "stream waiting":
                await Eventually.TrueAsync(() => updater.StreamState == StreamState.Reconnecting, "the wait");
                break;
            case "stream down, polling":
                await Eventually.TrueAsync(() => updater.StreamState == StreamState.Down && Time.Waits.Contains(TimeSpan.FromSeconds(60)), "the polling");
                break;
            case "fetching":
                Server.OnFeatures = Faults.SilentAsync;
                _ = updater.RefreshAsync();
                await Eventually.TrueAsync(() => Server.FeatureRequests == 2, "the request");
                break;
            default:
                break;
        }
    }

    private sealed class TooLateException : Exception;

    /// <summary>Throws after its caller has stopped waiting.</summary>
    private sealed class LateCache : IPayloadCache
    {
        private readonly TaskCompletionSource _late = new();

        /// <summary>Runs the continuations of all calls on this thread, so that they have thrown when it returns.</summary>
        public Task ThrowAsync() => Task.Run(_late.SetResult);

        public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
        {
            await _late.Task;
            throw new TooLateException();
        }

        public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            await _late.Task;
            throw new TooLateException();
        }
    }

    private sealed class StubbornSource : IPayloadSource
    {
        private readonly TaskCompletionSource _asked = new();

        public Task Asked => _asked.Task;

        public PayloadOrigin Origin => PayloadOrigin.Network;

        public async ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken)
        {
            _asked.SetResult();
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            throw new InvalidOperationException("the delay is infinite");
        }
    }
}
