namespace GrowthBook.Client;

/// <summary>Sees how payloads are kept fresh, for metrics. Quick; called by any thread, one call at a time; may throw without harm.</summary>
public interface IPayloadObserver
{
    /// <summary>A refresh ended.</summary>
    /// <param name="result">What became of it.</param>
    /// <param name="duration">How long it took, including a shared cache's lease and the parsing.</param>
    void Refreshed(RefreshResult result, TimeSpan duration);

    /// <summary>The stream of changes came into another state.</summary>
    /// <param name="state">The new state.</param>
    void StreamChanged(StreamState state);
}
