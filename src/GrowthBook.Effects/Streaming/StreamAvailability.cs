namespace GrowthBook.Client;

/// <summary>
/// Whether the server offers a stream (<c>x-sse-support</c>). The headers of its responses say so; the cache passes the
/// information on to processes that read a payload fetched by another process. Thread-safe.
/// </summary>
internal sealed class StreamAvailability
{
    private readonly TaskCompletionSource<bool> _firstOffer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOffered;
    private volatile bool _hasServerAnswered;

    /// <summary>Ends at the first offer. A later withdrawal does not close an open stream.</summary>
    public Task FirstOffer => _firstOffer.Task;

    /// <summary>Whether the most recent information is an offer.</summary>
    public bool IsOffered => _isOffered;

    /// <summary>Whether the server has said yes or no, or the cache has said yes.</summary>
    public bool IsKnown => _hasServerAnswered || _firstOffer.Task.IsCompleted;

    /// <summary>Records whether a full response of the server offers a stream.</summary>
    public void SetFromServer(bool isOffered)
    {
        _hasServerAnswered = true;
        Set(isOffered);
    }

    /// <summary>Records whether a cache entry offers a stream; <c>false</c> may also mean that its writer did not know.</summary>
    public void SetFromCache(bool isOffered) => Set(isOffered);

    private void Set(bool isOffered)
    {
        _isOffered = isOffered;
        if (isOffered)
            _firstOffer.TrySetResult(true);
    }
}
