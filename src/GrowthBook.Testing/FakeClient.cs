using System.Collections.Immutable;
using System.ComponentModel;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// A client for code that takes an <see cref="IGrowthBookClient"/>: a test says which users it returns, and sees what the code asked for.
/// It evaluates nothing: for rules, fallbacks and exposures use <see cref="TestClients.ToClientAsync"/>. Thread-safe.
/// </summary>
/// <param name="user">Returns the user for attributes and a URL, such as a mock.</param>
/// <example><code>
/// var client = new FakeClient((attributes, url) => user);
/// await new Checkout(client).PayAsync("u-1");
/// Assert.Equal("u-1", client.Asked.Single()["id"]);
/// </code></example>
public sealed class FakeClient(Func<Attributes, string, IGrowthBookUser> user) : IGrowthBookClient
{
    private const string AsyncSubscription = "a callback is not awaited, and an exception of an async one ends the process; to start a task of your own, discard it in a block: x => { _ = RebuildAsync(x); }";

    private readonly Func<Attributes, string, IGrowthBookUser> _user = user ?? throw new ArgumentNullException(nameof(user));
    private readonly object _lock = new();
    private ImmutableList<Action<PayloadSnapshot>> _subscribers = [];
    private ImmutableArray<Attributes> _asked = [];
    private int _refreshes;
    private int _flushes;

    /// <summary>A client that returns one user.</summary>
    /// <param name="user">The user.</param>
    public FakeClient(IGrowthBookUser user)
        : this((_, _) => user) => _ = user ?? throw new ArgumentNullException(nameof(user));

    /// <summary>The attributes of the users that were asked for, in order.</summary>
    public ImmutableArray<Attributes> Asked
    {
        get
        {
            lock (_lock)
                return _asked;
        }
    }

    /// <summary>The number of refreshes.</summary>
    public int Refreshes => Volatile.Read(ref _refreshes);

    /// <summary>The number of flushes.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>The answer to a refresh. Default: <see cref="RefreshResult.LeftToAnother"/>.</summary>
    public RefreshResult RefreshResult { get; set; } = new RefreshResult.LeftToAnother();

    /// <summary>The payload in use; <see cref="Publish"/> sets it. Default: <c>null</c>.</summary>
    public PayloadSnapshot? Current { get; private set; }

    /// <inheritdoc/>
    public Payload Payload => Current?.Payload ?? Payload.Empty;

    /// <inheritdoc/>
    public Attributes GlobalAttributes { get; set; } = Attributes.Empty;

    /// <inheritdoc/>
    public bool UsersNeedLookup { get; set; }

    /// <summary>Gets the effects that the code passes to it. Default: a pipeline without receivers.</summary>
    public EffectPipeline Effects { get; set; } = new([]);

    /// <inheritdoc/>
    public IGrowthBookUser User(Attributes attributes, string url = "")
    {
        _ = attributes ?? throw new ArgumentNullException(nameof(attributes));
        _ = url ?? throw new ArgumentNullException(nameof(url));
        lock (_lock)
            _asked = _asked.Add(attributes);
        return _user(attributes, url) ?? throw new InvalidOperationException("the function of FakeClient returned null; return a user, such as one of TestFeatures");
    }

    /// <inheritdoc/>
    public IGrowthBookUser UserWithoutLookup(Attributes attributes, string url = "") => User(attributes, url);

    /// <inheritdoc/>
    public ValueTask<IGrowthBookUser> UserAsync(Attributes attributes, string url = "", CancellationToken cancellationToken = default) => new(User(attributes, url));

    /// <summary>Returns the same user.</summary>
    /// <param name="user">A user.</param>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>The user.</returns>
    public ValueTask<IGrowthBookUser> UserAsync(IGrowthBookUser user, CancellationToken cancellationToken = default) =>
        new(user ?? throw new ArgumentNullException(nameof(user)));

    /// <inheritdoc/>
    public Context Context(Attributes attributes, string url = "") =>
        new(Payload, GlobalAttributes.With(attributes)) { Url = url ?? throw new ArgumentNullException(nameof(url)) };

    /// <summary>Counts a refresh.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns><see cref="RefreshResult"/>.</returns>
    public Task<RefreshResult> RefreshAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _refreshes);
        return Task.FromResult(RefreshResult);
    }

    /// <inheritdoc cref="RefreshAsync(CancellationToken)"/>
    /// <param name="force">Not used.</param>
    /// <param name="cancellationToken">Not used.</param>
    public Task<RefreshResult> RefreshAsync(bool force, CancellationToken cancellationToken = default) => RefreshAsync(cancellationToken);

    /// <summary>Uses a payload and calls the subscribers with it.</summary>
    /// <param name="snapshot">The payload, such as <see cref="GrowthBookClient.Current"/> of a client from <see cref="TestClients.ToClientAsync"/>.</param>
    public void Publish(PayloadSnapshot snapshot)
    {
        Current = snapshot ?? throw new ArgumentNullException(nameof(snapshot));
        foreach (var subscriber in Volatile.Read(ref _subscribers))
            subscriber(snapshot);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback)
    {
        ImmutableInterlocked.Update(ref _subscribers, all => all.Add(callback ?? throw new ArgumentNullException(nameof(callback))));
        return new Subscription(() => ImmutableInterlocked.Update(ref _subscribers, all => all.Remove(callback)));
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<PayloadSnapshot> callback, bool withCurrent)
    {
        var subscription = Subscribe(callback);
        if (withCurrent && Current is { } current)
            callback(current);
        return subscription;
    }

    /// <summary>Not for use: a callback is not awaited, and an exception of an asynchronous one would end the process.</summary>
    /// <typeparam name="TTask">The task.</typeparam>
    /// <param name="callback">An asynchronous function.</param>
    /// <param name="withCurrent">Not used.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(AsyncSubscription, true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public IDisposable Subscribe<TTask>(Func<PayloadSnapshot, TTask> callback, bool withCurrent = false)
        where TTask : Task => throw new NotSupportedException(AsyncSubscription);

    /// <summary>Counts a flush.</summary>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>A completed task.</returns>
    public Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        return Task.CompletedTask;
    }

    /// <summary>Counts a flush.</summary>
    /// <param name="timeout">Not used.</param>
    /// <param name="cancellationToken">Not used.</param>
    /// <returns>That nothing is left.</returns>
    public Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _flushes);
        return Task.FromResult(new FlushResult([]));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
