using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// One connection to Redis that is made when it is first needed, and shared by whatever is given its <see cref="GetAsync"/>.
/// Any number of threads may use it.
/// </summary>
/// <example><code>
/// await using var redis = new RedisConnection("redis.internal:6379");
/// var sticky = new RedisStickyBucketStore(redis.GetAsync);
/// var cache = new RedisPayloadCache(redis.GetAsync);
/// </code></example>
public sealed class RedisConnection : IAsyncDisposable
{
    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly object _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;
    private bool _disposed;

    /// <summary>
    /// A connection as it suits flags: a Redis that is down at the start does not stop anything, commands fail at once
    /// while there is no connection instead of waiting in a queue, and it is tried again within two seconds.
    /// </summary>
    /// <param name="configuration">The configuration of StackExchange.Redis, such as <c>redis.internal:6379,ssl=true</c>.</param>
    /// <exception cref="ArgumentException">The configuration cannot be read.</exception>
    public RedisConnection(string configuration)
        : this(Suitable(ConfigurationOptions.Parse(configuration ?? throw new ArgumentNullException(nameof(configuration)))))
    {
    }

    /// <summary>A connection with options of your own, which are used as they are.</summary>
    /// <param name="options">The options; set <c>AbortOnConnectFail</c> to <c>false</c>, so that Redis may come up later.</param>
    public RedisConnection(ConfigurationOptions options)
        : this(() => ConnectAsync(options))
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
    }

    /// <summary>A connection that a function makes.</summary>
    /// <param name="connect">Called for the first use, and again for a later one after it failed; never twice at a time.</param>
    public RedisConnection(Func<Task<IConnectionMultiplexer>> connect) =>
        _connect = connect ?? throw new ArgumentNullException(nameof(connect));

    internal RedisConnection(IConnectionMultiplexer multiplexer)
        : this(Given(multiplexer ?? throw new ArgumentNullException(nameof(multiplexer))))
    {
    }

    /// <summary>The connection, made now if it has not been.</summary>
    /// <returns>The same connection each time.</returns>
    /// <exception cref="ObjectDisposedException">This was disposed.</exception>
    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return Task.FromException<IConnectionMultiplexer>(new ObjectDisposedException(nameof(RedisConnection)));
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
                _connecting = Task.Run(_connect); // not in the lock, and not on the thread of a request
            return _connecting;
        }
    }

    /// <summary>Closes the connection, if one was made.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        Task<IConnectionMultiplexer>? connecting;
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            connecting = _connecting;
        }
        if (connecting is { IsCompleted: false })
            _ = connecting.ContinueWith(Abandon, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        else if (connecting is { Status: TaskStatus.RanToCompletion })
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Sends a command, and says in an exception without keys why it did not succeed.</summary>
    /// <param name="action">What is tried, behind "could not".</param>
    /// <param name="key">A key of the command, which tells the server that must be connected.</param>
    /// <param name="command">Sends it.</param>
    /// <param name="cancellationToken">Ends the waiting for the answer.</param>
    internal Task<T> RunAsync<T>(string action, RedisKey key, Func<IDatabase, Task<T>> command, CancellationToken cancellationToken) =>
        UseAsync(
            action,
            multiplexer =>
            {
                var database = multiplexer.GetDatabase();
                return database.IsConnected(key, CommandFlags.DemandMaster) // a multiplexer may otherwise keep commands for later
                    ? command(database)
                    : throw new RedisStoreException(action, "there is no connection to Redis");
            },
            cancellationToken);

    /// <summary>Uses the connection, and says in an exception without keys why that did not succeed.</summary>
    /// <param name="action">What is tried, behind "could not".</param>
    /// <param name="use">Uses it.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    internal async Task<T> UseAsync<T>(string action, Func<IConnectionMultiplexer, Task<T>> use, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await GetAsync().OrCancelled(cancellationToken).ConfigureAwait(false);
            return await use(multiplexer).OrCancelled(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RedisStoreException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RedisStoreException.Of(action, e);
        }
    }

    private static Func<Task<IConnectionMultiplexer>> Given(IConnectionMultiplexer multiplexer)
    {
        var given = Task.FromResult(multiplexer);
        return () => given;
    }

    private static ConfigurationOptions Suitable(ConfigurationOptions options)
    {
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
        return options;
    }

    private static async Task<IConnectionMultiplexer> ConnectAsync(ConfigurationOptions options) =>
        await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);

    private static async Task Abandon(Task<IConnectionMultiplexer> connecting)
    {
        if (connecting.Exception is null && !connecting.IsCanceled)
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
