using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// A payload cache in Redis that the processes of a fleet share: one process refreshes at a time; the other processes get a notice and
/// read the new payload from Redis. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A payload is one hash with the fields <c>json</c>, <c>hash</c>, <c>fetchedAt</c>, <c>etag</c>, <c>stream</c>, and in milliseconds
/// <c>maxAge</c>, <c>staleWhileRevalidate</c> and <c>staleIfError</c>, written atomically. Without a known lifetime a write leaves these durations out, and hashes without them are read. A write does not replace a payload that was fetched later, unless its time is in the future by Redis's clock.
/// An unchanged content is neither transferred nor announced again, although it is encrypted anew. Keys contain the SHA-256 of the cache key instead of the
/// key itself, which may be a client key. A key with another type than a hash counts as missing, as a damaged entry does, and the next write
/// replaces it. A lease always expires, so a key of a lease without an expiry counts as not held and is replaced.</para>
/// <para>While Redis is unavailable, the methods fail immediately with a <see cref="RedisStoreException"/>; only
/// <see cref="SubscribeAsync"/> waits for Redis in the background. The client keeps its payload and refreshes without the
/// cache.</para>
/// <para>Works with a Redis cluster. Needs the commands SET, EVAL, EVALSHA, SCRIPT, SUBSCRIBE, UNSUBSCRIBE and PING, and
/// in the scripts HMGET, HSTRLEN, HGET, HSET, DEL, GET, PEXPIRE, PTTL, PUBLISH and TIME.</para>
/// </remarks>
public sealed class RedisPayloadCache : ISharedPayloadCache
{
    /// <summary>The most bytes of a field other than the JSON text; a server's entity tag is far shorter.</summary>
    private const int MaxFieldBytes = 64 * 1024;

    private static readonly RedisValue[] About = ["fetchedAt", "etag", "stream", "hash", "maxAge", "staleWhileRevalidate", "staleIfError"];
    private static readonly RedisValue[] Whole = [.. About, "json"];

    private readonly RedisConnection _connection;
    private readonly TimeSpan _expiry;
    private readonly string _keyPrefix;
    private readonly int _maxBytes;
    private readonly GuardedLogger _logger;
    private readonly FailureCount _tooLarge = new();
    private readonly FailureCount _ofOtherType = new();
    private readonly FailureCount _leasesReplaced = new();
    private readonly PayloadTextCache _texts = new();
    private readonly string _sender = Guid.NewGuid().ToString("N");

    /// <summary>Creates a cache over a connection that the application owns.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">The options. Default: <c>null</c>, the defaults of the options.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Redis</c>. Default: none.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisPayloadCache(IConnectionMultiplexer multiplexer, RedisPayloadCacheOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(new RedisConnection(multiplexer), options, loggerFactory)
    {
    }

    /// <summary>Creates a cache over a connection that is made at the first use.</summary>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only after it failed, at most once per second.</param>
    /// <param name="options">The options. Default: <c>null</c>, the defaults of the options.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Redis</c>. Default: none.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisPayloadCache(Func<Task<IConnectionMultiplexer>> connect, RedisPayloadCacheOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(new RedisConnection(connect), options, loggerFactory)
    {
    }

    private RedisPayloadCache(RedisConnection connection, RedisPayloadCacheOptions? options, ILoggerFactory? loggerFactory)
    {
        options ??= new RedisPayloadCacheOptions();
        options.Faults().ThrowIfAny();
        (_connection, _expiry, _keyPrefix) = (connection, options.Expiry ?? TimeSpan.Zero, options.KeyPrefix);
        (_maxBytes, _logger) = (options.MaxPayloadBytes, GuardedLogger.Of(loggerFactory?.CreateLogger(RedisLog.Category)));
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused.</exception>
    public async ValueTask<CachedPayload?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        var known = _texts.Find(redisKey);
        var fields = await FieldsAsync(redisKey, known is null ? Whole : About, cancellationToken).ConfigureAwait(false);
        if (known is not null && fields is not null && fields[3] != known.Hash)
            (known, fields) = (null, await FieldsAsync(redisKey, Whole, cancellationToken).ConfigureAwait(false));
        if (fields is null || (known is null && fields[^1].IsNull) || Time(fields[0]) is not { } fetchedAt)
            return null;
        var json = known?.Json ?? (byte[])fields[^1]!;
        if (known is null && !fields[3].IsNull)
            _texts.Set(redisKey, new PayloadTextEntry(fields[3].ToString(), json));
        return new CachedPayload(json, fetchedAt, fields[1].IsNullOrEmpty ? null : fields[1].ToString())
        {
            OffersStream = fields[2] == "1",
            Lifetime = LifetimeOf(fields[4], fields[5], fields[6]),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused; the write may have happened.</exception>
    public async ValueTask WriteAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        RedisValue[] arguments = [.. Arguments(redisKey, payload), payload.Json, Name(key, "written"), _sender];
        await EvaluateAsync("write a payload", PayloadScripts.Write, redisKey, arguments, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused; the renewal may have happened.</exception>
    public async ValueTask<bool> TryRenewAsync(string key, CachedPayload payload, CancellationToken cancellationToken)
    {
        var redisKey = Name(key, "payload");
        var answer = await EvaluateAsync("renew a payload", PayloadScripts.Renew, redisKey, Arguments(redisKey, payload), cancellationToken).ConfigureAwait(false);
        return (int)answer == 1;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The duration is below a millisecond.</exception>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused.</exception>
    public async ValueTask<IAsyncDisposable?> TryLeaseRefreshAsync(string key, TimeSpan duration, CancellationToken cancellationToken)
    {
        if (duration < TimeSpan.FromMilliseconds(1))
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "must be at least one millisecond");
        var redisKey = Name(key, "refresh");
        var lease = new RefreshLease(_connection, redisKey, Guid.NewGuid().ToString("N"), () => LogReplacedLease(redisKey));
        return await lease.TryAcquireAsync(duration, cancellationToken).ConfigureAwait(false) ? lease : null;
    }

    /// <summary>
    /// Subscribes to payloads that other processes write; notices usually arrive within milliseconds. A reconnect counts as a
    /// notice, because one may have been missed. The call waits only until the connection is made or refused.
    /// </summary>
    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">The connection could not be made or is closed.</exception>
    public async ValueTask<IAsyncDisposable> SubscribeAsync(string key, Action written, CancellationToken cancellationToken)
    {
        _ = written ?? throw new ArgumentNullException(nameof(written));
        var channel = RedisChannel.Literal(Name(key, "written"));
        var multiplexer = await _connection.UseAsync("subscribe to payloads", Task.FromResult, cancellationToken).ConfigureAwait(false);
        var notices = new PayloadNotices(multiplexer, channel, _sender, written);
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

    private void LogReplacedLease(string redisKey)
    {
        if (_leasesReplaced.Add(1, out var total))
            RedisLog.LeaseWithoutExpiry(_logger, redisKey, total);
    }

    /// <summary>The braces put all keys of a payload into one slot of a cluster.</summary>
    private string Name(string key, string part) =>
        $"{_keyPrefix}{{{Sha256.Hex(key ?? throw new ArgumentNullException(nameof(key)))}}}:{part}";

    /// <summary>The fields; <c>null</c> if one is too large, or the key has another type. Redis compares the lengths, so that a large one is not sent.</summary>
    private async Task<RedisValue[]?> FieldsAsync(string redisKey, RedisValue[] fields, CancellationToken cancellationToken)
    {
        RedisValue[] arguments = [_maxBytes, MaxFieldBytes, .. fields];
        var answer = await EvaluateAsync("read a payload", PayloadScripts.Read, redisKey, arguments, cancellationToken).ConfigureAwait(false);
        if (answer.Resp2Type == ResultType.Array)
            return (RedisValue[])answer!;
        var length = (long)answer;
        if (length == PayloadScripts.OtherType)
        {
            if (_ofOtherType.Add(1, out var typed))
                RedisLog.PayloadOfOtherType(_logger, redisKey, typed);
        }
        else if (_tooLarge.Add(1, out var total))
        {
            RedisLog.LargePayload(_logger, redisKey, length, _maxBytes, total);
        }
        return null;
    }

    private Task<RedisResult> EvaluateAsync(string action, string script, RedisKey redisKey, RedisValue[] arguments, CancellationToken cancellationToken) =>
        _connection.RunAsync(action, redisKey, database => database.ScriptEvaluateAsync(script, [redisKey], arguments), cancellationToken);

    /// <summary>The arguments of the scripts; see <see cref="PayloadScripts"/>.</summary>
    private RedisValue[] Arguments(string redisKey, CachedPayload payload)
    {
        _ = payload ?? throw new ArgumentNullException(nameof(payload));
        return
        [
            payload.FetchedAt.UtcTicks.ToString("D19", CultureInfo.InvariantCulture),
            TimeSpan.TicksPerMinute.ToString(CultureInfo.InvariantCulture),
            _texts.HashOf(redisKey, payload),
            payload.ETag ?? "",
            payload.OffersStream ? "1" : "0",
            Milliseconds(_expiry),
            payload.Lifetime is { } lifetime ? Milliseconds(lifetime.MaxAge) : PayloadScripts.NoLifetime,
            Milliseconds(payload.Lifetime?.StaleWhileRevalidate),
            Milliseconds(payload.Lifetime?.StaleIfError),
        ];
    }

    private static string Milliseconds(TimeSpan? time) =>
        time is { } value ? Math.Max((long)value.TotalMilliseconds, 0).ToString(CultureInfo.InvariantCulture) : "";

    /// <summary>What the server said; <c>null</c> if a field is missing or damaged. An empty field is a duration that the server did not give.</summary>
    private static CacheLifetime? LifetimeOf(params RedisValue[] fields) =>
        Array.TrueForAll(fields, field => field is { IsNull: false, IsNullOrEmpty: true } || Duration(field) is not null)
            ? new CacheLifetime(Duration(fields[0]), Duration(fields[1]), Duration(fields[2]))
            : null;

    /// <summary>A duration; <c>null</c> if the field is missing, empty or damaged.</summary>
    private static TimeSpan? Duration(RedisValue milliseconds) =>
        long.TryParse(milliseconds.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= long.MaxValue / TimeSpan.TicksPerMillisecond
            ? TimeSpan.FromTicks(count * TimeSpan.TicksPerMillisecond)
            : null;

    private static DateTimeOffset? Time(RedisValue ticks) =>
        long.TryParse(ticks.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset(count, TimeSpan.Zero)
            : null;
}
