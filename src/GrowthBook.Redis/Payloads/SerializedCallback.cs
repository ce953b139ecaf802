namespace GrowthBook.Client.Redis;

/// <summary>
/// SerializedCallback a function on the thread pool for what happened, never twice at a time; one call may answer for several things,
/// and begins after the last of them.
/// </summary>
internal sealed class SerializedCallback(Action function)
{
    private int _outstanding;
    private volatile bool _ended;

    public void Ask()
    {
        if (!_ended && Interlocked.Increment(ref _outstanding) == 1)
            _ = Task.Run(Answer);
    }

    /// <summary>No call begins after this.</summary>
    public void End() => _ended = true;

    private void Answer()
    {
        int answered;
        do
        {
            answered = Volatile.Read(ref _outstanding);
            Answer(function);
        }
        while (Interlocked.Add(ref _outstanding, -answered) > 0);
    }

    private void Answer(Action once)
    {
        try
        {
            if (!_ended)
                once();
        }
#pragma warning disable CA1031 // the function is not ours; what is the matter with it must not stop the next call
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
