using StackExchange.Redis;

namespace GrowthBook.Client.Redis;

/// <summary>
/// A subscription to the notices of written payloads. Notices that came while there was no connection are made up for by
/// one when it is back.
/// </summary>
internal sealed class PayloadNotices : IAsyncDisposable
{
    private readonly IConnectionMultiplexer _multiplexer;
    private readonly RedisChannel _channel;
    private readonly RedisValue _own;
    private readonly SerializedCallback _calls;
    private int _disposed;

    /// <param name="multiplexer">The connection.</param>
    /// <param name="channel">Where notices come.</param>
    /// <param name="own">What our own notices say; they are passed over.</param>
    /// <param name="written">What to call.</param>
    public PayloadNotices(IConnectionMultiplexer multiplexer, RedisChannel channel, RedisValue own, Action written)
    {
        (_multiplexer, _channel, _own) = (multiplexer, channel, own);
        _calls = new SerializedCallback(written);
    }

    /// <summary>
    /// Subscribes. Where there is no connection the multiplexer keeps the subscription and makes it when there is one,
    /// which then counts as a connection that is back.
    /// </summary>
    /// <returns><c>false</c> where there is no connection yet.</returns>
    public async Task<bool> StartAsync()
    {
        _multiplexer.ConnectionRestored += OnRestored;
        try
        {
            await _multiplexer.GetSubscriber().SubscribeAsync(_channel, OnMessage).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is RedisConnectionException or RedisTimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _calls.End();
        _multiplexer.ConnectionRestored -= OnRestored;
        try
        {
            await _multiplexer.GetSubscriber().UnsubscribeAsync(_channel, OnMessage, CommandFlags.FireAndForget).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // A connection that is gone has no subscriptions.
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue message)
    {
        if (message != _own)
            _calls.Ask();
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _ = CatchUpAsync();

    /// <summary>
    /// The multiplexer asks for its subscriptions before it tells that a connection is back, and answers come in order: with
    /// the answer to a ping the subscription holds, and no notice can be missed between it and the call.
    /// </summary>
    private async Task CatchUpAsync()
    {
        try
        {
            await _multiplexer.GetSubscriber().PingAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // It is gone again, and the event will come again.
        }
        _calls.Ask();
    }
}
