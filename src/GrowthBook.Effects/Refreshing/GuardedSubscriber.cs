namespace GrowthBook.Client;

/// <summary>Calls a subscriber, one call at a time; logs its exceptions and ignores them.</summary>
internal sealed class GuardedSubscriber(IPayloadSubscriber? subscriber, GuardedLogger logger)
{
    private readonly object _gate = new();
    private volatile StreamState _state;

    public StreamState StreamState => _state;

    /// <summary>Whether log lines have the messages of exceptions. Default: <c>false</c>.</summary>
    public bool LogsMessages { get; init; }

    public void Refreshed(RefreshResult result, TimeSpan duration) => Call(each => each.Refreshed(result, duration));

    public void StreamChanged(StreamState state)
    {
        if (_state == state)
            return;
        _state = state;
        Call(each => each.StreamChanged(state));
    }

    private void Call(Action<IPayloadSubscriber> call)
    {
        if (subscriber is null)
            return;
        try
        {
            lock (_gate)
                call(subscriber);
        }
        catch (Exception e)
        {
            RefreshLog.CallbackFailed(logger, "a payload subscriber", FailureText.Of(e, LogsMessages));
        }
    }
}
