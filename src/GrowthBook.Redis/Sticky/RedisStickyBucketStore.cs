using System.Collections.Immutable;
using System.Globalization;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// Sticky bucket assignments in Redis, under the keys and in the JSON of the JavaScript SDK's <c>RedisStickyBucketService</c>, so
/// that services in both languages keep a user in the same variations.
/// </summary>
/// <remarks>
/// <para>A save merges on the server in one step: of what any number of processes save at once for the same user nothing is
/// lost. (The JavaScript SDK itself overwrites the whole document with what it read before.)</para>
/// <para>While Redis cannot be reached, both methods fail at once with a <see cref="RedisStoreException"/>; no command waits in
/// a queue of this store. One that Redis does not answer fails after the timeout of the connection (5 seconds, if not
/// configured otherwise) or when it is cancelled. Whoever reads before an evaluation catches that and evaluates without
/// stored assignments; whoever saves tries again: saving twice is the same as once.</para>
/// <para>Works with a Redis cluster. Needs the commands MGET, EVAL, EVALSHA and SCRIPT, and GET and SET in the script.</para>
/// </remarks>
public sealed class RedisStickyBucketStore : IStickyBucketStore
{
    private readonly RedisConnection _connection;
    private readonly RedisStickyBucketOptions _options;

    /// <summary>A store over a connection of the application, which also closes it.</summary>
    /// <param name="multiplexer">The connection.</param>
    /// <param name="options">Default: keys and lifetime as in the JavaScript SDK.</param>
    public RedisStickyBucketStore(IConnectionMultiplexer multiplexer, RedisStickyBucketOptions? options = null)
        : this(new RedisConnection(multiplexer), options)
    {
    }

    /// <summary>A store over a connection that is made for the first use.</summary>
    /// <param name="connect">Makes the connection, such as <see cref="RedisConnection.GetAsync"/>; called again only if it failed.</param>
    /// <param name="options">Default: keys and lifetime as in the JavaScript SDK.</param>
    public RedisStickyBucketStore(Func<Task<IConnectionMultiplexer>> connect, RedisStickyBucketOptions? options = null)
        : this(new RedisConnection(connect), options)
    {
    }

    private RedisStickyBucketStore(RedisConnection connection, RedisStickyBucketOptions? options) =>
        (_connection, _options) = (connection, options ?? new RedisStickyBucketOptions());

    /// <inheritdoc/>
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused.</exception>
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
    /// <exception cref="RedisStoreException">Redis cannot be reached, did not answer in time, or refused; nothing is said about whether it saved.</exception>
    public async ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken)
    {
        _ = document ?? throw new ArgumentNullException(nameof(document));
        var key = RedisKey(document.Key);
        var arguments = Arguments(document);
        await _connection.RunAsync(
            "save sticky bucket assignments", key,
            database => database.ScriptEvaluateAsync(StickyMergeScript.Text, [key], arguments), cancellationToken).ConfigureAwait(false);
    }

    private RedisKey RedisKey(string key) => _options.KeyPrefix + key;

    /// <summary>A cluster answers one command for keys of one slot only; elsewhere all keys are in one group.</summary>
    private string[][] BySlot(IDatabase database, ImmutableArray<string> keys) =>
        keys.GroupBy(key => database.Multiplexer.GetHashSlot(RedisKey(key))).Select(slot => slot.ToArray()).ToArray();

    /// <summary>A document that says it is of another identifier than its key is nobody's.</summary>
    private static StickyAssignmentDocument? Read(string key, RedisValue stored) =>
        stored.IsNull || StickyAssignmentDocument.Parse(stored.ToString()).Document is not { } document || document.Key != key
            ? null
            : document;

    private RedisValue[] Arguments(StickyAssignmentDocument document)
    {
        var lifetime = (long)(_options.Expiry?.TotalMilliseconds ?? 0);
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
