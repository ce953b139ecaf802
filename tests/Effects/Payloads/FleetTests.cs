using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>Processes that share a cache: one refreshes, and all hear of it.</summary>
public sealed class FleetTests : ServerTest
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private readonly SharedCache _shared = new();

    [Fact]
    public async Task A_cold_fleet_asks_the_server_once()
    {
        var fleet = Fleet(10, PayloadUpdateMode.Manual);
        var starts = Task.WhenAll(fleet.Select(StartAsync));
        await Time.PassUntilAsync(() => starts.IsCompleted, TimeSpan.FromMilliseconds(200));
        Assert.All(await starts, start => Assert.True(start.Origin is PayloadOrigin.Network or PayloadOrigin.Cache, start.ToString()));
        Assert.Equal(1, Server.FeatureRequests);
        Assert.All(fleet, node => Assert.Equal("a", node.Name()));
    }

    [Fact]
    public async Task What_one_refreshes_all_use_at_once()
    {
        var fleet = await StartedAsync(5, PayloadUpdateMode.Manual);
        Server.Payload = Payloads.Of("b");
        Time.Advance(TimeSpan.FromSeconds(1));
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal(2, Server.FeatureRequests);
    }

    [Fact]
    public async Task Polls_of_a_fleet_are_few()
    {
        var fleet = await StartedAsync(10, PayloadUpdateMode.Polling);
        for (var i = 0; i < 5; i++)
        {
            var polls = Observer.Results.Count;
            await Eventually.TrueAsync(() => Time.Waits.Count(wait => wait == Interval) == 10, "ten nodes waiting");
            Time.Advance(Interval);
            await Eventually.TrueAsync(() => Observer.Results.Count == polls + 10, "ten polls");
        }
        Assert.InRange(Server.FeatureRequests, 1 + 5, 1 + (2 * 5));
        Assert.All(fleet, node => Assert.Equal(0, node.ConsecutiveFailures));
    }

    [Fact]
    public async Task A_refresh_that_is_asked_for_asks_the_server_although_another_just_did()
    {
        var fleet = await StartedAsync(2, PayloadUpdateMode.Polling);
        Time.Advance(TimeSpan.FromSeconds(1));
        Server.Payload = Payloads.Of("b");
        await fleet[1].RefreshAsync();
        Assert.Equal("b", fleet[1].Name());
    }

    [Fact]
    public async Task While_another_refreshes_a_poll_is_left_to_it()
    {
        var fleet = await StartedAsync(1, PayloadUpdateMode.Polling);
        var other = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.FromMinutes(10), default);
        await Time.PassAsync(Interval);
        await Eventually.TrueAsync(() => Observer.Results is [.., RefreshResult.LeftToAnother], "the poll being left to another");
        Assert.Equal(1, Server.FeatureRequests);
        await _shared.WriteAsync(Server.Connection().CacheKey, new CachedPayload(Encoding.UTF8.GetBytes(Payloads.Of("by the other")), Time.GetUtcNow()), default);
        await Eventually.TrueAsync(() => fleet[0].Name() == "by the other", "the notice");
        await other!.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_nothing_outlasts_a_refresher_that_died()
    {
        _ = await _shared.TryLeaseRefreshAsync(Server.Connection().CacheKey, TimeSpan.MaxValue, default);
        var node = Fleet(1, PayloadUpdateMode.Manual)[0];
        var start = StartAsync(node);
        await Time.PassUntilAsync(() => start.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.Equal(PayloadOrigin.Network, (await start).Origin);
    }

    [Fact]
    public async Task When_the_shared_cache_is_down_every_node_asks_for_itself()
    {
        _shared.IsDown = true;
        var fleet = await StartedAsync(3, PayloadUpdateMode.Manual);
        Assert.All(fleet, node => Assert.Equal("a", node.Name()));
        Assert.Equal(3, Server.FeatureRequests);
        _shared.IsDown = false;
        await Time.PassUntilAsync(() => _shared.Subscribers == 3, TimeSpan.FromSeconds(1));
        Server.Payload = Payloads.Of("b");
        await fleet[0].RefreshAsync();
        await Eventually.TrueAsync(() => fleet.All(node => node.Name() == "b"), "the payload on all nodes");
    }

    [Fact]
    public async Task What_a_stream_brings_is_written_by_one_and_heard_by_those_without()
    {
        Server.OffersStream = true;
        var deaf = await StartedAsync(1, PayloadUpdateMode.Manual);
        var fleet = await StartedAsync(5, PayloadUpdateMode.Streaming);
        // Each node asks for itself whether there is a stream, one after the other, and catches up behind its opening.
        await Time.PassUntilAsync(() => Server.OpenStreams == 5 && Observer.Results.Count >= 11 && !_shared.IsLeased, TimeSpan.FromMilliseconds(200));
        var written = _shared.Writes;
        await Server.SendAsync("features", Payloads.Of("b"));
        await Eventually.TrueAsync(() => fleet.Concat(deaf).All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal(written + 1, _shared.Writes);
    }

    [Fact]
    public async Task An_older_payload_in_the_cache_is_not_taken()
    {
        Server.Payload = Payloads.Of("a", "2026-01-02T00:00:00Z");
        var fleet = await StartedAsync(1, PayloadUpdateMode.Manual);
        var key = Server.Connection().CacheKey;
        await _shared.WriteAsync(key, Cached(Payloads.Of("older", "2026-01-01T00:00:00Z"), TimeSpan.FromSeconds(5)), default);
        await _shared.WriteAsync(key, Cached(Payloads.Of("fetched before, no date"), TimeSpan.FromSeconds(-5)), default);
        await _shared.WriteAsync(key, Cached(Payloads.Of("newer", "2026-01-03T00:00:00Z"), TimeSpan.FromSeconds(-5)), default);
        var heard = new List<string?>();
        fleet[0].Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot)));
        await Eventually.TrueAsync(() => fleet[0].Name() == "newer", "the newer payload");
        Assert.DoesNotContain(heard, name => name != "newer");
    }

    [Fact]
    public async Task Disposal_gives_leases_and_subscriptions_back()
    {
        Server.OnFeatures = Faults.SilentAsync;
        var node = Fleet(1, PayloadUpdateMode.Polling)[0];
        var start = StartAsync(node);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        Assert.True(_shared.IsLeased);
        await node.DisposeAsync();
        Assert.Equal((false, 0), (_shared.IsLeased, _shared.Subscribers));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    private CachedPayload Cached(string json, TimeSpan age) => new(Encoding.UTF8.GetBytes(json), Time.GetUtcNow() + age);

    private PayloadUpdater[] Fleet(int count, PayloadUpdateMode mode) =>
        [.. Enumerable.Range(0, count).Select(_ => Updater(mode, options => options with { Cache = _shared }))];

    private async Task<PayloadUpdater[]> StartedAsync(int count, PayloadUpdateMode mode)
    {
        var fleet = Fleet(count, mode);
        var starts = Task.WhenAll(fleet.Select(StartAsync));
        await Time.PassUntilAsync(() => starts.IsCompleted, TimeSpan.FromMilliseconds(200));
        Assert.All(await starts, start => Assert.True(start.HasPayload));
        await Eventually.TrueAsync(() => _shared.IsDown || _shared.Subscribers >= count, "the subscriptions");
        return fleet;
    }

    /// <summary>A cache that the nodes share within the test's process.</summary>
    private sealed class SharedCache : ISharedPayloadCache
    {
        private readonly object _gate = new();
        private readonly List<Action> _subscribers = [];
        private CachedPayload? _payload;
        private bool _isLeased;

        public bool IsDown { get; set; }

        public int Writes { get; private set; }

        public bool IsLeased => Locked(() => _isLeased);

        public int Subscribers => Locked(() => _subscribers.Count);

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => new(Locked(() => _payload));

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
        {
            foreach (var subscriber in Locked(() =>
            {
                (_payload, Writes) = (payload, Writes + 1);
                return _subscribers.ToArray();
            }))
            {
                subscriber();
            }
            return default;
        }

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) =>
            new(Locked<IAsyncDisposable?>(() =>
            {
                if (_isLeased)
                    return null;
                _isLeased = true;
                return new Released(() => Locked(() => _isLeased = false));
            }));

        public ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken) =>
            new(Locked<IAsyncDisposable>(() =>
            {
                _subscribers.Add(written);
                return new Released(() => Locked(() => _subscribers.Remove(written)));
            }));

        private T Locked<T>(Func<T> work)
        {
            if (IsDown)
                throw new IOException("the cache is down");
            lock (_gate)
                return work();
        }

        private sealed class Released(Action release) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                release();
                return default;
            }
        }
    }
}
