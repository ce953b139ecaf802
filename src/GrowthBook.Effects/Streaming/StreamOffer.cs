namespace GrowthBook.Client;

/// <summary>
/// What is known of the stream that the server may offer (<c>x-sse-support</c>). Only the headers of its answers say so, and
/// the cache tells it to the processes that read there what another one fetched.
/// </summary>
internal sealed class StreamOffer
{
    private readonly TaskCompletionSource<bool> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stands;
    private volatile bool _isAnswered;

    /// <summary>Ends when there is an offer. One that is withdrawn later does not end the stream that was opened for it.</summary>
    public Task Made => _made.Task;

    /// <summary>Whether there is an offer by what was said last.</summary>
    public bool Stands => _stands;

    /// <summary>Whether the server said yes or no, or anybody yes.</summary>
    public bool IsKnown => _isAnswered || _made.Task.IsCompleted;

    /// <summary>Hears a whole answer of the server.</summary>
    public void Answered(bool isOffered)
    {
        _isAnswered = true;
        Note(isOffered);
    }

    /// <summary>Hears the cache, where no offer may also mean that nobody knew.</summary>
    public void Note(bool isOffered)
    {
        _stands = isOffered;
        if (isOffered)
            _made.TrySetResult(true);
    }
}
