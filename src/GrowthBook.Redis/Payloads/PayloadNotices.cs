using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// A subscription to the notices of written payloads. After a reconnect it reports one notice, which represents those that
/// were missed.
/// </summary>
internal sealed class PayloadNotices : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _multiplexer;
    private readonly RedisChannel _channel;
    private readonly RedisValue _sender;
    private readonly SerializedCallback _callback;
    private int _disposed;

    /// <param name="multiplexer">The connection.</param>
    /// <param name="channel">The channel of the notices.</param>
    /// <param name="sender">The content of this process's own notices, which are ignored.</param>
    /// <param name="written">Called after a notice.</param>
    public PayloadNotices(IConnectionMultiplexer multiplexer, RedisChannel channel, RedisValue sender, Action written)
    {
        (_multiplexer, _channel, _sender) = (multiplexer, channel, sender);
        _callback = new SerializedCallback(written);
    }

    /// <summary>
    /// Subscribes. Without a connection, the multiplexer keeps the subscription and makes it after it has connected, which
    /// counts as a reconnect.
    /// </summary>
    public async Task StartAsync()
    {
        _multiplexer.ConnectionRestored += OnRestored;
        try
        {
            await _multiplexer.GetSubscriber().SubscribeAsync(_channel, OnMessage).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisConnectionException or RedisTimeoutException)
        {
            // There is no connection yet.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _callback.Stop();
        _multiplexer.ConnectionRestored -= OnRestored;
        try
        {
            await _multiplexer.GetSubscriber().UnsubscribeAsync(_channel, OnMessage, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // A lost connection has no subscriptions.
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        if (message != _sender)
            _callback.Trigger();
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _ = CatchUpAsync();

    /// <summary>
    /// The multiplexer sends its subscriptions before it raises the event, and Redis answers in order. After the answer to a
    /// ping the subscription is active, so no notice is missed between the subscription and the callback.
    /// </summary>
    private async Task CatchUpAsync()
    {
        try
        {
            await _multiplexer.GetSubscriber().PingAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // The connection is lost again; the next reconnect raises the event again.
        }
        _callback.Trigger();
    }
}
