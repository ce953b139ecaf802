using System.Globalization;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// Payloads that the processes of a fleet share in Redis: one refreshes at a time, and the others hear of the new payload
/// and read it from here.
/// </summary>
/// <remarks>
/// <para>A payload is one hash with the fields <c>json</c>, <c>sha256</c>, <c>fetchedAt</c>, <c>etag</c> and <c>stream</c>, written in
/// one step, and never in the place of one that was fetched later (except where that one's time lies in the future by Redis's
/// clock). The JSON text is sent, read and told of only when it is another one than before. Keys hold the SHA-256 of the
/// connection's name and not the name, which may be a client key.</para>
/// <para>While Redis cannot be reached, the methods fail at once with a <see cref="RedisStoreException"/>, except for
/// <see cref="SubscribeAsync"/>, which does its work when Redis is there. A caller goes on with the payload it has and
/// refreshes by itself.</para>
/// <para>Works with a Redis cluster. Needs the commands HMGET, SET, EVAL, EVALSHA, SCRIPT, SUBSCRIBE and PING, and in the
/// scripts HGET, HSET, DEL, GET, PEXPIRE, PUBLISH and TIME.</para>
/// </remarks>
public sealed class RedisPayloadCache : ISharedPayloadCache
{
    private static readonly RedisValue[] About = ["fetchedAt", "etag", "stream", "sha256"];
    private static readonly RedisValue[] Whole = [.. About, "json"];

    private readonly RedisConnection _connection;
    private readonly RedisPayloadCacheOptions _options;
    private readonly PayloadTextCache _texts = new();
    private readonly string _own = Guid.NewGuid().ToString("N");

    /// <summary>A cache over a connection of the application, which also closes it.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">Default: as the members of the options say.</param>
    public RedisPayloadCache(IConnectionMultiplexer multiplexer, RedisPayloadCacheOptions? options = null)
        : this(new RedisConnection(multiplexer), options)
    {
    }

    /// <summary>A cache over a connection that is made for the first use.</summary>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only if it failed.</param>
    /// <param name="options">Default: as the members of the options say.</param>
    public RedisPayloadCache(Func<Task<IConnectionMultiplexer>> connect, RedisPayloadCacheOptions? options = null)
        : this(new RedisConnection(connect), options)
    {
    }

    private RedisPayloadCache(RedisConnection connection, RedisPayloadCacheOptions? options) =>
        (_connection, _options) = (connection, options ?? new RedisPayloadCacheOptions());

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused.</exception>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        var known = _texts.Of(redisKey);
        var fields = await FieldsAsync(redisKey, known is null ? Whole : About, cancellationToken).ConfigureAwait(false);
        if (known is not null && fields[3] != known.Hash)
            (known, fields) = (null, await FieldsAsync(redisKey, Whole, cancellationToken).ConfigureAwait(false));
        if ((known is null && fields[4].IsNull) || Time(fields[0]) is not { } fetchedAt)
            return null;
        var json = known?.Json ?? (byte[])fields[4]!;
        if (known is null && !fields[3].IsNull)
            _texts.Set(redisKey, new PayloadTextEntry(fields[3].ToString(), json));
        return new CachedPayload(json, fetchedAt, fields[1].IsNullOrEmpty ? null : fields[1].ToString()) { OffersStream = fields[2] == "1" };
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused; nothing is said about whether it wrote.</exception>
    public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        RedisValue[] arguments = [.. Arguments(redisKey, payload), payload.Json, Name(key, "written"), _own];
        await EvaluateAsync("write a payload", PayloadScripts.Write, redisKey, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused; nothing is said about whether it renewed.</exception>
    public async ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        var answer = await EvaluateAsync("renew a payload", PayloadScripts.Renew, redisKey, Arguments(redisKey, payload), cancellationToken).ConfigureAwait(false);
        return (int)answer == 1;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The duration is below a millisecond.</exception>
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused.</exception>
    public async ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration < TimeSpan.FromMilliseconds(1))
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "a lease lasts at least a millisecond");
        RedisKey redisKey = Name(key, "refresh");
        var lease = new RefreshLease(_connection, redisKey, Guid.NewGuid().ToString("N"));
        return await lease.TryTakeAsync(duration, cancellationToken).ConfigureAwait(false) ? lease : null;
    }

    /// <summary>
    /// Hears of payloads that other processes write, usually within milliseconds, and of a connection that is back after it
    /// was lost, because a notice may have been missed. It waits for Redis only as long as the connection takes to be made
    /// or refused.
    /// </summary>
    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">The function that makes the connection failed, or the connection is closed.</exception>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken)
    {
        _ = written ?? throw new ArgumentNullException(nameof(written));
        var channel = RedisChannel.Literal(Name(key, "written"));
        var multiplexer = await _connection.UseAsync("subscribe to payloads", Task.FromResult, cancellationToken).ConfigureAwait(false);
        var notices = new PayloadNotices(multiplexer, channel, _own, written);
        try
        {
            await notices.StartAsync().OrCancelled(cancellationToken).ConfigureAwait(false);
            return notices;
        }
        catch
        {
            await notices.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The braces keep what belongs to one connection in one slot of a cluster.</summary>
    private string Name(string key, string part) =>
        $"{_options.KeyPrefix}{{{Sha256.Hex(key ?? throw new ArgumentNullException(nameof(key)))}}}:{part}";

    private Task<RedisValue[]> FieldsAsync(string redisKey, RedisValue[] fields, CancellationToken cancellationToken) =>
        _connection.RunAsync("read a payload", redisKey, database => database.HashGetAsync(redisKey, fields), cancellationToken);

    private Task<RedisResult> EvaluateAsync(string action, string script, RedisKey redisKey, RedisValue[] arguments, CancellationToken cancellationToken) =>
        _connection.RunAsync(action, redisKey, database => database.ScriptEvaluateAsync(script, [redisKey], arguments), cancellationToken);

    /// <summary>What the scripts are told of a payload.</summary>
    private RedisValue[] Arguments(string redisKey, CachedPayload payload)
    {
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        return
        [
            payload.FetchedAt.UtcTicks.ToString("D19", CultureInfo.InvariantCulture),
            TimeSpan.TicksPerMinute.ToString(CultureInfo.InvariantCulture),
            _texts.HashOf(redisKey, payload.Json),
            payload.ETag ?? "",
            payload.OffersStream ? "1" : "0",
            Milliseconds(_options.Expiry ?? TimeSpan.Zero),
        ];
    }

    private static string Milliseconds(TimeSpan time) => ((long)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(RedisValue ticks) =>
        long.TryParse(ticks.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(count, TimeSpan.Zero)
            : null;
}
