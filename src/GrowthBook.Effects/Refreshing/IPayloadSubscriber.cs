namespace GrowthBook.Client;

/// <summary>Receives refresh results and stream states, for metrics. Called by any thread, one call at a time; its exceptions are logged.</summary>
internal interface IPayloadSubscriber
{
    /// <summary>A refresh has ended.</summary>
    /// <param name="result">The result.</param>
    /// <param name="duration">Its duration, including a shared cache's lease and parsing.</param>
    void Refreshed(RefreshResult result, TimeSpan duration);

    /// <summary>The state of the stream has changed.</summary>
    /// <param name="state">The new state.</param>
    void StreamChanged(StreamState state);
}
