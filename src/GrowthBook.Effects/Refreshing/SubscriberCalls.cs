using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Calls an observer that can harm nobody, one call at a time.</summary>
internal sealed class ObserverCalls(IPayloadObserver? observer, ILogger logger)
{
    private readonly object _gate = new();
    private volatile StreamState _state;

    public StreamState StreamState => _state;

    public void Refreshed(RefreshResult result, TimeSpan duration) => Call(calls => calls.Refreshed(result, duration));

    public void StreamChanged(StreamState state)
    {
        if (_state == state)
            return;
        _state = state;
        Call(calls => calls.StreamChanged(state));
    }

    private void Call(Action<IPayloadObserver> call)
    {
        if (observer is null)
            return;
        try
        {
            lock (_gate)
                call(observer);
        }
        catch (Exception e)
        {
            PayloadLog.CallbackFailed(logger, e, "a payload observer");
        }
    }
}
