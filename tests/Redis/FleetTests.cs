using System.Collections.Concurrent;
using GrowthBook.Client.Tests;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>
/// Clients that share their payload through a real Redis. Their clock moves only with the test, so that only the test and
/// notices change a payload.
/// </summary>
public sealed class FleetTests : IAsyncLifetime
{
    /// <summary>The interval between polls and the tenth that may be added to it.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(66);

    private readonly TestTime _time = new();
    private readonly List<Node> _nodes = [];
    private FeatureServer _server = null!;
    private RedisServer? _redis;

    public async Task InitializeAsync()
    {
        _server = await FeatureServer.StartAsync();
        if (RedisServer.Missing() is null)
            _redis = await RedisServer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        if (_redis is not null)
            await _redis.DisposeAsync();
        await _server.DisposeAsync();
    }

    [SkippableFact]
    public async Task One_node_at_a_time_fetches_and_all_nodes_use_its_payload()
    {
        SharedRedis.Need();
        var (asking, most) = (0, 0);
        _server.OnFeatures = async http =>
        {
            var now = Interlocked.Increment(ref asking);
            most = Math.Max(most, now);
            await Eventually.Holds(() => LeaseWaits() == 3, "all others waiting for the lease");
            await _server.AnswerFeaturesAsync(http);
            Interlocked.Decrement(ref asking);
        };
        var nodes = await FleetAsync(4, PayloadUpdateMode.Manual);
        await PassUntilAsync(Task.WhenAll(nodes.Select(node => node.StartAsync())));
        Assert.Equal(1, _server.FeatureRequests);

        const int Rounds = 10;
        for (var round = 1; round <= Rounds; round++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            _server.Payload = Payloads.Of($"round {round}");
            await PassUntilAsync(Task.WhenAll(nodes.Select(node => node.Client.RefreshAsync())));
            Assert.All(nodes, node => Assert.Equal($"round {round}", node.Name()));
        }
        Assert.Equal((1 + Rounds, 1), (_server.FeatureRequests, most));
    }

    [SkippableFact]
    public async Task All_nodes_use_a_refreshed_payload_by_the_notice()
    {
        SharedRedis.Need();
        var nodes = await StartedAsync(3, PayloadUpdateMode.Polling);
        for (var version = 1; version <= 5; version++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _server.Payload = Payloads.Of($"version {version}");
            await nodes[version % 3].Client.RefreshAsync();
            await Eventually.Holds(() => nodes.All(node => node.Name() == $"version {version}"), $"version {version} on all nodes");
        }
        Assert.Equal(1 + 5, _server.FeatureRequests);
    }

    [SkippableFact]
    public async Task A_confirmed_payload_causes_no_notice()
    {
        SharedRedis.Need();
        var nodes = await StartedAsync(2, PayloadUpdateMode.Manual);
        await using var listener = await _redis!.ConnectAsync();
        var notices = 0;
        await using var subscription = await new RedisPayloadCache(listener).SubscribeAsync(_server.Connection().CacheKey, () => Interlocked.Increment(ref notices), default);
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.IsType<RefreshResult.Unchanged>(await nodes[i % 2].Client.RefreshAsync());
        }
        Assert.Equal(_time.GetUtcNow(), (await new RedisPayloadCache(listener).ReadAsync(_server.Connection().CacheKey, default))!.FetchedAt);
        _time.Advance(TimeSpan.FromSeconds(10));
        _server.Payload = Payloads.Of("b");
        await nodes[0].Client.RefreshAsync();
        await Eventually.Holds(() => notices > 0, "the notice of another payload");
        Assert.Equal(1, notices);
    }

    [SkippableFact]
    public async Task A_restarted_node_has_the_payload_after_a_restart_of_Redis_without_a_server()
    {
        SharedRedis.Need();
        var nodes = await StartedAsync(2, PayloadUpdateMode.Polling);
        _time.Advance(TimeSpan.FromSeconds(1));
        _server.Payload = Payloads.Of("last good");
        await nodes[0].Client.RefreshAsync();
        foreach (var node in nodes)
            await node.DisposeAsync();
        await _server.StopAsync();
        await _redis!.KillAsync();
        await _redis.StartAgainAsync();
        _time.Advance(TimeSpan.FromDays(1));

        var again = (await FleetAsync(1, PayloadUpdateMode.Polling))[0];
        Assert.Equal(PayloadOrigin.Stale, (await again.StartAsync()).Origin);
        Assert.Equal("last good", again.Name());
    }

    [SkippableFact]
    public async Task While_Redis_is_down_each_node_fetches_and_afterwards_they_share_again()
    {
        SharedRedis.Need();
        var nodes = await StartedAsync(3, PayloadUpdateMode.Polling);
        var published = new ConcurrentDictionary<string, bool> { [nodes[0].Name()] = true };
        using var ended = new CancellationTokenSource();
        var evaluating = nodes.Select(node => EvaluateUntilAsync(node, published, ended.Token)).ToArray();

        await _redis!.KillAsync();
        foreach (var name in new[] { "during 1", "during 2", "during 3" })
        {
            var requests = await PollAsync(nodes, name, published);
            Assert.Equal(nodes.Length, requests);
        }
        await _redis.StartAgainAsync();
        foreach (var node in nodes)
            await node.IsConnectedAsync();
        // For a moment after a reconnect, the client of Redis may refuse commands although it is connected.
        for (var round = 1; await PollAsync(nodes, $"again {round}", published) > 1; round++)
            Assert.True(round < 20, "the nodes do not share again");

        foreach (var name in new[] { "after 1", "after 2", "after 3" })
        {
            var requests = await PollAsync(nodes, name, published);
            Assert.Equal(1, requests);
        }
        _time.Advance(TimeSpan.FromSeconds(1));
        Publish("by the notice", published);
        await nodes[0].Client.RefreshAsync();
        await Eventually.Holds(() => nodes.All(node => node.Name() == "by the notice"), "the notice on all nodes");
        await ended.CancelAsync();
        Assert.All(await Task.WhenAll(evaluating), evaluations => Assert.True(evaluations > 0));
    }

    [SkippableFact]
    public async Task A_node_that_starts_while_Redis_is_down_gets_notices_after_its_restart()
    {
        SharedRedis.Need();
        await _redis!.KillAsync();
        var nodes = await StartedAsync(2, PayloadUpdateMode.Manual);
        Assert.Equal(2, _server.FeatureRequests);
        await _redis.StartAgainAsync();
        foreach (var node in nodes)
            await node.IsConnectedAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        _server.Payload = Payloads.Of("b");
        await nodes[0].Client.RefreshAsync();
        await Eventually.Holds(() => nodes.All(node => node.Name() == "b"), "the payload on all nodes");
        Assert.Equal(3, _server.FeatureRequests);
    }

    [SkippableFact]
    public async Task Nodes_learn_of_the_stream_from_Redis()
    {
        SharedRedis.Need();
        _server.OffersStream = true;
        await StartedAsync(1, PayloadUpdateMode.Manual);
        var answer = new TaskCompletionSource();
        _server.OnFeatures = async http =>
        {
            await answer.Task;
            await _server.AnswerFeaturesAsync(http);
        };
        var nodes = await StartedAsync(3, PayloadUpdateMode.Streaming);
        await Eventually.Holds(() => _server.OpenStreams == 3, "the streams of all nodes");
        // The event must arrive during the refresh: the server's response to a later request would replace the streamed payload.
        await Eventually.Holds(() => _server.FeatureRequests == 2 && LeaseWaits() == 2, "the refresh of one node, and the other nodes waiting for its lease");
        _time.Advance(TimeSpan.FromSeconds(1));
        await _server.SendAsync("features", Payloads.Of("streamed"));
        await Eventually.Holds(() => nodes.All(node => node.Name() == "streamed"), "the event on all nodes");
        answer.SetResult();
        // The nodes without the lease retry after a delay.
        await _time.PassUntilAsync(() => _nodes.All(node => node.Name() == "streamed"), TimeSpan.FromMilliseconds(20));
    }

    private static async Task<int> EvaluateUntilAsync(Node node, ConcurrentDictionary<string, bool> published, CancellationToken ended)
    {
        var evaluations = 0;
        for (; !ended.IsCancellationRequested; evaluations++)
        {
            Assert.Contains(node.Name(), published.Keys);
            await Task.Delay(1, CancellationToken.None);
        }
        return evaluations;
    }

    private int LeaseWaits() => _time.Waits.Count(wait => wait == TimeSpan.FromMilliseconds(200));

    private void Publish(string name, ConcurrentDictionary<string, bool> published)
    {
        published[name] = true;
        _server.Payload = Payloads.Of(name);
    }

    /// <summary>Publishes a payload and advances the clock by the interval; returns the number of requests until all nodes have it.</summary>
    private async Task<int> PollAsync(Node[] nodes, string name, ConcurrentDictionary<string, bool> published)
    {
        await Eventually.Holds(() => _time.Waits.Count(wait => wait > TimeSpan.FromSeconds(50) && wait <= Poll) == nodes.Length, "all nodes waiting for the next poll");
        Publish(name, published);
        var requests = _server.FeatureRequests;
        _time.Advance(Poll);
        await Eventually.Holds(() => nodes.All(node => node.Name() == name), $"{name} on all nodes");
        await Eventually.Holds(() => _time.Waits.Count(wait => wait > TimeSpan.FromSeconds(50) && wait <= Poll) == nodes.Length, "the end of all polls");
        return _server.FeatureRequests - requests;
    }

    /// <summary>Advances the clock in steps so small that no response of Redis counts as late.</summary>
    private Task PassUntilAsync(Task work) => _time.PassUntilAsync(() => work.IsCompleted, TimeSpan.FromMilliseconds(20));

    private async Task<Node[]> StartedAsync(int count, PayloadUpdateMode mode)
    {
        var nodes = await FleetAsync(count, mode);
        foreach (var node in nodes)
            Assert.True((await node.StartAsync()).HasPayload);
        return nodes;
    }

    private async Task<Node[]> FleetAsync(int count, PayloadUpdateMode mode)
    {
        var nodes = new Node[count];
        for (var i = 0; i < count; i++)
            _nodes.Add(nodes[i] = await NodeAsync(mode));
        return nodes;
    }

    private async Task<Node> NodeAsync(PayloadUpdateMode mode)
    {
        var connection = await _redis!.ConnectAsync(options => options.ConnectTimeout = 500);
        var options = new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = _server.Url, UpdateMode = mode };
        var cache = new ListenedCache(new RedisPayloadCache(connection));
        return new Node(new GrowthBookClient(options, new ClientServices { Cache = cache, TimeProvider = _time }), connection, cache);
    }

    /// <summary>A process of the fleet, with its own connection.</summary>
    private sealed class Node(GrowthBookClient client, IConnectionMultiplexer connection, ListenedCache cache) : IAsyncDisposable
    {
        public GrowthBookClient Client => client;

        public string Name() => client.User(Attributes.Empty).GetFeatureValue("name", "none");

        /// <summary>Starts, and waits for the subscription to notices.</summary>
        public async Task<StartResult> StartAsync()
        {
            var start = await client.StartAsync(Timeout.InfiniteTimeSpan);
            await cache.Subscribed;
            return start;
        }

        public Task IsConnectedAsync() => Eventually.Holds(
            async () =>
            {
                try
                {
                    await connection.GetDatabase().PingAsync();
                    await connection.GetSubscriber().PingAsync();
                    return true;
                }
                catch (RedisException)
                {
                    return false;
                }
            },
            "the node is connected again");

        public async ValueTask DisposeAsync()
        {
            await client.DisposeAsync();
            await connection.DisposeAsync();
        }
    }

    /// <summary>The cache with a signal after the subscription.</summary>
    private sealed class ListenedCache(RedisPayloadCache inner) : ISharedPayloadCache
    {
        private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Subscribed => _subscribed.Task;

        public ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

        public ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => inner.WriteAsync(key, payload, cancellationToken);

        public ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken) => inner.TryRenewAsync(key, payload, cancellationToken);

        public ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken) =>
            inner.TryLeaseRefreshAsync(key, duration, cancellationToken);

        public async ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken)
        {
            var subscription = await inner.SubscribeAsync(key, written, cancellationToken);
            _subscribed.TrySetResult();
            return subscription;
        }
    }
}
