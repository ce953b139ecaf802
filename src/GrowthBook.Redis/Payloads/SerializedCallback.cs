namespace GrowthBook.Client.Redis;

/// <summary>
/// Calls a function on the thread pool, one call at a time. Triggers coalesce: the call after the last trigger starts later
/// than that trigger. Thread-safe.
/// </summary>
internal sealed class SerializedCallback(Action callback)
{
    private int _outstanding;
    private volatile bool _isStopped;

    /// <summary>Requests a call.</summary>
    public void Trigger()
    {
        if (!_isStopped && Interlocked.Increment(ref _outstanding) == 1)
            _ = Detached.Run(Run);
    }

    /// <summary>Prevents further calls; a call in progress may still end.</summary>
    public void Stop() => _isStopped = true;

    private void Run()
    {
        int answered;
        do
        {
            answered = Volatile.Read(ref _outstanding);
            Call();
        }
        while (Interlocked.Add(ref _outstanding, -answered) > 0);
    }

    private void Call()
    {
        try
        {
            if (!_isStopped)
                callback();
        }
#pragma warning disable CA1031 // an exception of the application's callback must not prevent the next call
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
