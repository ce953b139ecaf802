using System.Text;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>Notices about a payload that another process of the fleet wrote.</summary>
public sealed class PayloadNoticesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableTheory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task All_nodes_read_each_new_payload(RedisProtocol protocol)
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var writer = await server.ConnectAsync(options => options.Protocol = protocol);
        var nodes = new List<Node>();
        for (var i = 0; i < 8; i++)
            nodes.Add(await Node.StartAsync(await server.ConnectAsync(options => options.Protocol = protocol)));
        for (var version = 1; version <= 20; version++)
        {
            await new RedisPayloadCache(writer).WriteAsync("fleet", Payload(version), default);
            await Eventually.Holds(() => nodes.All(node => node.Version == version), $"all nodes have version {version}");
        }
        Assert.All(nodes, node => Assert.Equal(1, node.AtOnce));
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task A_node_reads_after_a_reconnect_what_was_written_without_a_connection(RedisProtocol protocol)
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options => options.Protocol = protocol);
        await using var writer = await server.ConnectAsync();
        await using var node = await Node.StartAsync(connection, own: false);
        var version = 0;
        for (var restart = 1; restart <= 5; restart++)
        {
            await WriteAsync(writer, Payload(++version));
            await Eventually.Holds(() => node.Version == version, "the node gets the notice");

            // All connections are lost, and the payload is written as soon as the writer has one again.
            await server.KillAsync();
            await Eventually.Holds(() => !connection.IsConnected, "the node has lost its connection");
            await server.StartAgainAsync();
            await WriteAsync(writer, Payload(++version));
            await Eventually.Holds(() => connection.IsConnected, "the node is back");
            await Eventually.Holds(() => node.Version == version, "the node has caught up");
            await WriteAsync(writer, Payload(++version));
            await Eventually.Holds(() => node.Version == version, "the node gets notices again");
        }
    }

    [SkippableFact]
    public async Task A_connection_that_is_cut_repeatedly_gets_the_last_payload()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync(options => options.ClientName = "node");
        await using var writer = await server.ConnectAsync(options => options.ClientName = "writer");
        await using var node = await Node.StartAsync(connection, own: false);
        for (var version = 1; version <= 200; version++)
        {
            if (version % 5 == 0)
                await CutAsync(writer, "node");
            await new RedisPayloadCache(writer).WriteAsync("fleet", Payload(version), default);
        }
        await Eventually.Holds(() => node.Version == 200, "the node has the last version");
        Assert.Equal(1, node.AtOnce);
    }

    [SkippableFact]
    public async Task A_subscription_made_while_Redis_is_down_works_after_its_start()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var connection = await server.ConnectAsync(options => (options.ConnectTimeout, options.AsyncTimeout) = (500, 3_600_000));
        // Subscribing does not wait for the timeout of an hour.
        await using var node = await Node.StartAsync(connection, own: false).WaitAsync(Eventually.Patience);

        await server.StartAgainAsync();
        await using var writer = await server.ConnectAsync();
        await Eventually.Holds(() => connection.IsConnected, "the node is connected");
        await new RedisPayloadCache(writer).WriteAsync("fleet", Payload(1), default);
        await Eventually.Holds(() => node.Version == 1, "the node gets the notice");
        await new RedisPayloadCache(writer).WriteAsync("fleet", Payload(2), default);
        await Eventually.Holds(() => node.Version == 2, "the node gets another notice");
    }

    [SkippableFact]
    public async Task Writers_and_former_subscribers_get_no_notice()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var (own, others, former) = (new RedisPayloadCache(connection), new RedisPayloadCache(connection), 0);
        var (noticesOfWriter, noticesOfOther) = (0, 0);
        await using var first = await own.SubscribeAsync("fleet", () => Interlocked.Increment(ref noticesOfWriter), default);
        await using var second = await others.SubscribeAsync("fleet", () => Interlocked.Increment(ref noticesOfOther), default);
        var third = await others.SubscribeAsync("fleet", () => Interlocked.Increment(ref former), default);
        await third.DisposeAsync();
        await third.DisposeAsync();

        await own.WriteAsync("fleet", Payload(1), default);
        await Eventually.Holds(() => noticesOfOther == 1, "the other node gets the notice");
        await others.WriteAsync("fleet", Payload(2), default);
        await Eventually.Holds(() => noticesOfWriter == 1, "the first writer gets the notice of the second");
        Assert.Equal((1, 1, 0), (noticesOfWriter, noticesOfOther, former));
    }

    [SkippableFact]
    public async Task A_payload_older_than_the_stored_one_causes_no_notice()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var cache = new RedisPayloadCache(connection);
        await cache.WriteAsync("fleet", Payload(2), default);
        var heard = 0;
        await using var subscription = await new RedisPayloadCache(connection).SubscribeAsync("fleet", () => Interlocked.Increment(ref heard), default);
        await cache.WriteAsync("fleet", Payload(1), default);
        await cache.WriteAsync("fleet", Payload(3), default);
        await Eventually.Holds(() => heard > 0, "the newer one is heard of");
        Assert.Equal(1, heard);
    }

    [SkippableFact]
    public async Task A_payload_that_is_already_stored_causes_no_notice()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var cache = new RedisPayloadCache(connection);
        await cache.WriteAsync("fleet", Payload(1), default);
        var heard = 0;
        await using var subscription = await new RedisPayloadCache(connection).SubscribeAsync("fleet", () => Interlocked.Increment(ref heard), default);
        Assert.True(await cache.TryRenewAsync("fleet", Payload(1) with { FetchedAt = Noon.AddSeconds(5) }, default));
        await cache.WriteAsync("fleet", Payload(1) with { FetchedAt = Noon.AddSeconds(6) }, default);
        await cache.WriteAsync("fleet", Payload(7), default);
        await Eventually.Holds(() => heard > 0, "another one is heard of");
        Assert.Equal(1, heard);
    }

    [SkippableFact]
    public async Task A_stored_content_that_is_encrypted_anew_causes_no_notice_and_no_transfer()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var cache = new RedisPayloadCache(connection);
        await cache.WriteAsync("fleet", Payload(1) with { ContentHash = "same" }, default);
        var heard = 0;
        var other = new RedisPayloadCache(connection);
        await using var subscription = await other.SubscribeAsync("fleet", () => Interlocked.Increment(ref heard), default);
        Assert.True(await cache.TryRenewAsync("fleet", Payload(2) with { ContentHash = "same" }, default));
        await cache.WriteAsync("fleet", Payload(3) with { ContentHash = "same" }, default);
        Assert.False(await cache.TryRenewAsync("fleet", Payload(4) with { ContentHash = "other" }, default));
        await cache.WriteAsync("fleet", Payload(5) with { ContentHash = "other" }, default);
        await Eventually.Holds(() => heard > 0, "another content is reported");
        Assert.Equal(1, heard);
        Assert.Equal("5", Encoding.UTF8.GetString((await other.ReadAsync("fleet", default))!.Json.Span));
    }

    [SkippableFact]
    public async Task A_callback_that_throws_is_called_again()
    {
        SharedRedis.Need();
        await using var server = await RedisServer.StartAsync();
        await using var connection = await server.ConnectAsync();
        var heard = 0;
        await using var subscription = await new RedisPayloadCache(connection).SubscribeAsync(
            "fleet",
            () =>
            {
                Interlocked.Increment(ref heard);
                throw new InvalidOperationException("of the caller");
            },
            default);
        for (var version = 1; version <= 3; version++)
        {
            await new RedisPayloadCache(connection).WriteAsync("fleet", Payload(version), default);
            await Eventually.Holds(() => heard == version, $"call {version}");
        }
    }

    private static CachedPayload Payload(int version) => new(Encoding.UTF8.GetBytes($"{version}"), Noon.AddSeconds(version));

    private static async Task WriteAsync(IConnectionMultiplexer writer, CachedPayload payload) =>
        await Eventually.Holds(
            async () =>
            {
                try
                {
                    await new RedisPayloadCache(writer).WriteAsync("fleet", payload, default);
                    return true;
                }
                catch (RedisStoreException)
                {
                    return false;
                }
            },
            "the writer can write");

    /// <summary>Closes all connections of a client from the server's side.</summary>
    private static async Task CutAsync(IConnectionMultiplexer admin, string name)
    {
        var clients = (await admin.GetDatabase().ExecuteAsync("CLIENT", "LIST")).ToString()!.Split('\n');
        foreach (var client in clients.Where(client => client.Contains($" name={name} ", StringComparison.Ordinal)))
        {
            var id = client.Split(' ').Single(part => part.StartsWith("id=", StringComparison.Ordinal))[3..];
            await admin.GetDatabase().ExecuteAsync("CLIENT", "KILL", "ID", id);
        }
    }

    /// <summary>A process of a fleet: it reads the payload after each notice.</summary>
    private sealed class Node : IAsyncDisposable
    {
        private readonly IConnectionMultiplexer? _owned;
        private readonly RedisPayloadCache _cache;
        private IAsyncDisposable? _subscription;
        private volatile int _version;
        private volatile bool _isDisposed;
        private int _calls;
        private int _atOnce;

        private Node(IConnectionMultiplexer connection, bool own) => (_owned, _cache) = (own ? connection : null, new RedisPayloadCache(connection));

        public int Version => _version;

        /// <summary>The maximum number of simultaneous calls.</summary>
        public int AtOnce => _atOnce;

        public static async Task<Node> StartAsync(IConnectionMultiplexer connection, bool own = true)
        {
            var node = new Node(connection, own);
            node._subscription = await node._cache.SubscribeAsync("fleet", node.Written, default);
            return node;
        }

        public async ValueTask DisposeAsync()
        {
            _isDisposed = true;
            await _subscription!.DisposeAsync();
            if (_owned is not null)
                await _owned.DisposeAsync();
        }

        private void Written()
        {
            _atOnce = Math.Max(_atOnce, Interlocked.Increment(ref _calls));
            _ = ReadAsync();
            Interlocked.Decrement(ref _calls);
        }

        /// <summary>Reads until Redis answers, as the client does: commands may fail for a while after a reconnect.</summary>
        private async Task ReadAsync()
        {
            while (!_isDisposed)
            {
                try
                {
                    if (await _cache.ReadAsync("fleet", default) is { } payload)
                        InterlockedMax(int.Parse(Encoding.UTF8.GetString(payload.Json.Span), System.Globalization.CultureInfo.InvariantCulture));
                    return;
                }
                catch (RedisStoreException)
                {
                    await Task.Delay(10);
                }
            }
        }

        private void InterlockedMax(int version)
        {
            int seen;
            while (version > (seen = _version) && Interlocked.CompareExchange(ref _version, version, seen) != seen)
            {
            }
        }
    }
}
