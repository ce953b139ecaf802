namespace GrowthBook.Client;

/// <summary>Cancels its token if no byte arrives within a time.</summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly CancellationTokenSource _idle = new();
    private readonly ITimer _timer;

    public IdleTimer(TimeProvider time, TimeSpan longest)
    {
        Longest = longest;
        _timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _idle, longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The longest permitted silence.</summary>
    public TimeSpan Longest { get; private set; }

    public CancellationToken Token => _idle.Token;

    public bool HasElapsed => _idle.IsCancellationRequested;

    /// <summary>Restarts the timer after a byte has arrived.</summary>
    public void Reset() => _timer.Change(Longest, Timeout.InfiniteTimeSpan);

    /// <summary>Restarts the timer with another limit.</summary>
    public void Restart(TimeSpan longest)
    {
        Longest = longest;
        Reset();
    }

    /// <summary>Stops the timer. The token source stays usable, because the timer may be firing.</summary>
    public void Dispose() => _timer.Dispose();
}
