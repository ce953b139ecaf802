using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// Sticky bucket assignments in Redis, with the keys and the JSON of the JavaScript SDK's <c>RedisStickyBucketService</c>, so
/// that services in both languages keep a user in the same variations. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A save merges on the server atomically: concurrent saves of several processes for one user lose no assignment. (The
/// JavaScript SDK overwrites the whole document with the one it read before.)</para>
/// <para>While Redis is unavailable, both methods fail immediately with a <see cref="RedisStoreException"/>; the store queues no
/// command. A command without an answer fails after the timeout of the connection (5 seconds by default) or when cancelled.
/// After a failed read, evaluate without stored assignments; retry a failed save: saving is idempotent.</para>
/// <para>A key with another type than a string, such as a hash, counts as missing and is logged, and so does a string that is no document; the next
/// save replaces it. <see cref="RedisStickyBucketOptions.KeyPrefix"/> separates the store from other data.</para>
/// <para>Works with a Redis cluster. Needs the commands GETRANGE, EVAL, EVALSHA and SCRIPT, and STRLEN, GET and SET in the script.</para>
/// </remarks>
public sealed class RedisStickyBucketStore : IStickyBucketStore
{
    private readonly RedisConnection _connection;
    private readonly TimeSpan _expiry;
    private readonly string _keyPrefix;
    private readonly int _maxBytes;
    private readonly GuardedLogger _logger;
    private readonly FailureCount _tooLarge = new();
    private readonly FailureCount _ofOtherType = new();
    private readonly FailureCount _corrupt = new();
    private readonly FailureCount _ofOtherUser = new();

    /// <summary>Creates a store over a connection that the application owns.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Redis</c>. Default: none.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisStickyBucketStore(IConnectionMultiplexer multiplexer, RedisStickyBucketOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(new RedisConnection(multiplexer), options, loggerFactory)
    {
    }

    /// <summary>Creates a store over a connection that is made at the first use.</summary>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only after it failed, at most once per second.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <param name="loggerFactory">Creates the logger <c>GrowthBook.Redis</c>. Default: none.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisStickyBucketStore(Func<Task<IConnectionMultiplexer>> connect, RedisStickyBucketOptions? options = null, ILoggerFactory? loggerFactory = null)
        : this(new RedisConnection(connect), options, loggerFactory)
    {
    }

    private RedisStickyBucketStore(RedisConnection connection, RedisStickyBucketOptions? options, ILoggerFactory? loggerFactory)
    {
        options ??= new RedisStickyBucketOptions();
        options.Faults().ThrowIfAny();
        (_connection, _expiry, _keyPrefix) = (connection, options.Expiry ?? TimeSpan.Zero, options.KeyPrefix);
        (_maxBytes, _logger) = (options.MaxDocumentBytes, GuardedLogger.Of(loggerFactory?.CreateLogger(RedisLog.Category)));
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused.</exception>
    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        if (keys.IsDefaultOrEmpty)
            return StickyBuckets.Empty;
        var reading = keys.Select(key => _connection.RunAsync(
            "read sticky bucket documents", RedisKey(key), database => StoredAsync(database, key), cancellationToken));
        var stored = await Task.WhenAll(reading).ConfigureAwait(false);
        return StickyBuckets.Of(keys.Zip(stored, Read).OfType<StickyAssignmentDocument>());
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused; the save may have happened.</exception>
    public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        var key = RedisKey(document.Key);
        var arguments = Arguments(document);
        await _connection.RunAsync(
            "save sticky bucket assignments", key,
            database => database.ScriptEvaluateAsync(StickyMergeScript.Text, [key], arguments), cancellationToken).ConfigureAwait(false);
    }

    private RedisKey RedisKey(string key) => _keyPrefix + key;

    /// <summary>At most one byte more than a document may have; without text for a missing key and for one of another type.</summary>
    private async Task<RedisValue> StoredAsync(IDatabase database, string key)
    {
        try
        {
            return await database.StringGetRangeAsync(RedisKey(key), 0, _maxBytes).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal))
        {
            if (_ofOtherType.Add(1, out var total))
                RedisLog.DocumentOfOtherType(_logger, AttributeOf(key), total);
            return RedisValue.Null;
        }
    }

    /// <summary>A document that is too large or corrupt, or whose identifier differs from its key, is ignored and logged.</summary>
    private StickyAssignmentDocument? Read(string key, RedisValue stored)
    {
        if (stored.IsNullOrEmpty)
            return null;
        if (stored.Length() > _maxBytes)
        {
            if (_tooLarge.Add(1, out var total))
                RedisLog.LargeDocument(_logger, AttributeOf(key), _maxBytes, total);
            return null;
        }
        var (document, errors) = StickyAssignmentDocument.Parse(stored.ToString());
        return document?.Key == key ? document
            : document is not null ? Corrupt(key, _ofOtherUser, "it is of another user")
            : Corrupt(key, _corrupt, "no document at " + errors[0].Path);
    }

    /// <summary>Logs without the text, which can have values of attributes.</summary>
    private StickyAssignmentDocument? Corrupt(string key, FailureCount count, string fault)
    {
        if (count.Add(1, out var total))
            RedisLog.CorruptDocument(_logger, AttributeOf(key), total, fault);
        return null;
    }

    private static string AttributeOf(string key) => key.Substring(0, Math.Max(0, key.IndexOf("||", StringComparison.Ordinal)));

    private RedisValue[] Arguments(StickyAssignmentDocument document)
    {
        var lifetime = (long)_expiry.TotalMilliseconds;
        var arguments = new List<RedisValue>(4 + (document.Assignments.Count * 2))
        {
            Json(document.AttributeName), Json(document.AttributeValue), lifetime.ToString(CultureInfo.InvariantCulture), _maxBytes,
        };
        foreach (var assignment in document.Assignments)
        {
            arguments.Add(Json(assignment.Key));
            arguments.Add(Json(assignment.Value));
        }
        return arguments.ToArray();
    }

    private static string Json(string text) => ((Value)text).ToJson();
}
