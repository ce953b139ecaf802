namespace GrowthBook.Client;

/// <summary>Cancels when nothing was heard for a time.</summary>
internal sealed class IdleTimer : IDisposable
{
    private readonly CancellationTokenSource _idle = new();
    private readonly ITimer _timer;

    public IdleTimer(TimeProvider time, TimeSpan longest)
    {
        Longest = longest;
        _timer = time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _idle, longest, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long the silence may be.</summary>
    public TimeSpan Longest { get; private set; }

    public CancellationToken Token => _idle.Token;

    public bool HasElapsed => _idle.IsCancellationRequested;

    /// <summary>Begins to count anew.</summary>
    public void Heard() => _timer.Change(Longest, Timeout.InfiniteTimeSpan);

    /// <summary>Begins to count anew, with another time.</summary>
    public void Restart(TimeSpan longest)
    {
        Longest = longest;
        Heard();
    }

    /// <summary>The source is not disposed: a timer that fires meanwhile must find it.</summary>
    public void Dispose() => _timer.Dispose();
}
