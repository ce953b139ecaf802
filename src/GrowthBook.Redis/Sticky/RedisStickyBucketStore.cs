using System.Collections.Immutable;
using System.Globalization;
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
/// <para>Works with a Redis cluster. Needs the commands MGET, EVAL, EVALSHA and SCRIPT, and GET and SET in the script.</para>
/// </remarks>
public sealed class RedisStickyBucketStore : IStickyBucketStore
{
    private readonly RedisConnection _connection;
    private readonly TimeSpan _expiry;
    private readonly string _keyPrefix;

    /// <summary>Creates a store over a connection that the application owns.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisStickyBucketStore(IConnectionMultiplexer multiplexer, RedisStickyBucketOptions? options = null)
        : this(new RedisConnection(multiplexer), options)
    {
    }

    /// <summary>Creates a store over a connection that is made at the first use.</summary>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only after it failed, at most once per second.</param>
    /// <param name="options">The options. Default: <c>null</c>, keys and lifetime as in the JavaScript SDK.</param>
    /// <exception cref="ArgumentException">The options are invalid; the message names every fault.</exception>
    public RedisStickyBucketStore(Func<Task<IConnectionMultiplexer>> connect, RedisStickyBucketOptions? options = null)
        : this(new RedisConnection(connect), options)
    {
    }

    private RedisStickyBucketStore(RedisConnection connection, RedisStickyBucketOptions? options)
    {
        options ??= new RedisStickyBucketOptions();
        options.Faults().ThrowIfAny();
        (_connection, _expiry, _keyPrefix) = (connection, options.Expiry ?? TimeSpan.Zero, options.KeyPrefix);
    }

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis is unavailable, did not answer in time, or refused.</exception>
    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        if (keys.IsDefaultOrEmpty)
            return StickyBuckets.Empty;
        const string Action = "read sticky bucket documents";
        var slots = await _connection.RunAsync(Action, RedisKey(keys[0]), database => Task.FromResult(BySlot(database, keys)), cancellationToken).ConfigureAwait(false);
        var reading = slots.Select(slot => _connection.RunAsync(
            Action, RedisKey(slot[0]), database => database.StringGetAsync(slot.Select(RedisKey).ToArray()), cancellationToken));
        var stored = await Task.WhenAll(reading).ConfigureAwait(false);
        var documents = slots.SelectMany((slot, i) => slot.Zip(stored[i], Read));
        return StickyBuckets.Of(documents.OfType<StickyAssignmentDocument>());
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

    /// <summary>A cluster accepts only keys of one slot per command; without a cluster, all keys form one group.</summary>
    private string[][] BySlot(IDatabase database, ImmutableArray<string> keys) =>
        keys.GroupBy(key => database.Multiplexer.GetHashSlot(RedisKey(key))).Select(slot => slot.ToArray()).ToArray();

    /// <summary>A document whose identifier differs from its key is ignored.</summary>
    private static StickyAssignmentDocument? Read(string key, RedisValue stored) =>
        stored.IsNull || StickyAssignmentDocument.Parse(stored.ToString()).Value is not { } document || document.Key != key
            ? null
            : document;

    private RedisValue[] Arguments(StickyAssignmentDocument document)
    {
        var lifetime = (long)_expiry.TotalMilliseconds;
        var arguments = new List<RedisValue>(3 + (document.Assignments.Count * 2))
        {
            Json(document.AttributeName), Json(document.AttributeValue), lifetime.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var assignment in document.Assignments)
        {
            arguments.Add(Json(assignment.Key));
            arguments.Add(Json(assignment.Value));
        }
        return arguments.ToArray();
    }

    private static string Json(string text) => ((Value)text).ToString();
}
