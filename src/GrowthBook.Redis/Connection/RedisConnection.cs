using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// A connection to Redis that is made at its first use and shared through <see cref="GetAsync"/>. Thread-safe.
/// </summary>
/// <example><code>
/// await using var redis = new RedisConnection("redis.internal:6379");
/// var sticky = new RedisStickyBucketStore(redis.GetAsync);
/// var cache = new RedisPayloadCache(redis.GetAsync);
/// </code></example>
public sealed class RedisConnection : IAsyncDisposable, IDisposable
{
    /// <summary>How long a command waits for the connection to be made.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Func<Task<IConnectionMultiplexer>> _connect;
    private readonly OutageGuard _guard = new(PauseAfterFailure, Patience, TimeProvider.System);
    private readonly object _lock = new();
    private Task<IConnectionMultiplexer>? _connecting;
    private bool _disposed;

    /// <summary>
    /// Creates a connection with options that suit feature flags: it does not fail if Redis is down at the start, commands fail
    /// immediately instead of waiting in a queue while there is no connection, and it reconnects at least every two seconds.
    /// </summary>
    /// <param name="configuration">The configuration of StackExchange.Redis, such as <c>redis.internal:6379,ssl=true</c>.</param>
    /// <exception cref="ArgumentException">The configuration is malformed.</exception>
    public RedisConnection(string configuration)
        : this(Suitable(Parse(configuration ?? throw new ArgumentNullException(nameof(configuration)))))
    {
    }

    /// <summary>Creates a connection with the given options, unchanged.</summary>
    /// <param name="options">The options; set <c>AbortOnConnectFail</c> to <c>false</c>, so that Redis may start later.</param>
    public RedisConnection(ConfigurationOptions options)
        : this(() => ConnectAsync(options)) => _ = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>Creates a connection that a function makes.</summary>
    /// <param name="connect">Called at the first use, and again after it failed; one call at a time.</param>
    public RedisConnection(Func<Task<IConnectionMultiplexer>> connect) =>
        _connect = connect ?? throw new ArgumentNullException(nameof(connect));

    internal RedisConnection(IConnectionMultiplexer multiplexer)
        : this(Given(multiplexer ?? throw new ArgumentNullException(nameof(multiplexer))))
    {
    }

    /// <summary>The connection; the first call makes it.</summary>
    /// <returns>The same connection each time.</returns>
    /// <exception cref="ObjectDisposedException">The connection is disposed.</exception>
    public Task<IConnectionMultiplexer> GetAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return Task.FromException<IConnectionMultiplexer>(new ObjectDisposedException(nameof(RedisConnection)));
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
                _connecting = Detached.Run(_connect); // not in the lock, and not on the thread or in the context of a request
            return _connecting;
        }
    }

    /// <summary>Closes the connection if it was made.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (End() is { } multiplexer)
            await multiplexer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the connection if it was made.</summary>
    public void Dispose() => End()?.Dispose();

    /// <summary>Sends a command. Exceptions contain no keys.</summary>
    /// <param name="action">The action, for the message "could not …".</param>
    /// <param name="key">A key of the command, which determines the server of a cluster.</param>
    /// <param name="command">Sends it.</param>
    /// <param name="cancellationToken">Cancels waiting for the answer.</param>
    internal Task<T> RunAsync<T>(string action, RedisKey key, Func<IDatabase, Task<T>> command, CancellationToken cancellationToken) =>
        UseAsync(
            action,
            multiplexer =>
            {
                var database = multiplexer.GetDatabase();
                return database.IsConnected(key, CommandFlags.DemandMaster) // otherwise a multiplexer may queue the command
                    ? command(database)
                    : throw new RedisStoreException(action, $"there is no connection to Redis at {ServerNames.Of(multiplexer)}; check the host, the port and the network");
            },
            cancellationToken);

    /// <summary>Uses the connection. Exceptions contain no keys.</summary>
    /// <param name="action">The action, for the message "could not …".</param>
    /// <param name="use">Uses it.</param>
    /// <param name="cancellationToken">Cancels the waiting.</param>
    internal async Task<T> UseAsync<T>(string action, Func<IConnectionMultiplexer, Task<T>> use, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await ConnectedAsync(action, cancellationToken).ConfigureAwait(false);
            return await use(multiplexer).OrCancelled(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not RedisStoreException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw RedisStoreException.Of(action, e);
        }
    }

    /// <summary>Marks the connection as disposed. A connection that is being made is closed when it is complete.</summary>
    /// <returns>The connection to close; <c>null</c> if there is none.</returns>
    private IConnectionMultiplexer? End()
    {
        Task<IConnectionMultiplexer>? connecting;
        lock (_lock)
        {
            if (_disposed)
                return null;
            _disposed = true;
            connecting = _connecting;
        }
        if (connecting is { IsCompleted: false })
            _ = connecting.ContinueWith(Abandon, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return connecting is { Status: TaskStatus.RanToCompletion } ? connecting.Result : null;
    }

    /// <summary>
    /// The connection. After five seconds without one, or a failed attempt, one command at a time waits for it, and the others fail at once.
    /// </summary>
    private async Task<IConnectionMultiplexer> ConnectedAsync(string action, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _connecting) is { Status: TaskStatus.RanToCompletion } connected && !Volatile.Read(ref _disposed))
            return await connected.ConfigureAwait(false);
        if (!_guard.TryStart(out var call))
            throw new RedisStoreException(action, "there is no connection to Redis yet");
        try
        {
            var multiplexer = await GetAsync().OrTimedOut(Patience, TimeProvider.System).OrCancelled(cancellationToken).ConfigureAwait(false);
            _guard.Succeeded();
            return multiplexer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _guard.Failed(call);
            throw e is TimeoutException ? new RedisStoreException(action, "there is no connection to Redis yet; it is still being made") : RedisStoreException.Of(action, e);
        }
        finally
        {
            _guard.Ended();
        }
    }

    private static Func<Task<IConnectionMultiplexer>> Given(IConnectionMultiplexer multiplexer)
    {
        var given = Task.FromResult(multiplexer);
        return () => given;
    }

    /// <summary>Without the message of StackExchange.Redis, which repeats parts of the text: a password with a comma is split.</summary>
    private static ConfigurationOptions Parse(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new ArgumentException(
                "must be a configuration of StackExchange.Redis, such as `redis.internal:6379,ssl=true`, was one with an option or a value that it does not know; set a password that contains a comma by ConfigurationOptions",
                nameof(configuration));
        }
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
