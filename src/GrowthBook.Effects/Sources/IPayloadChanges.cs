namespace GrowthBook.Client;

/// <summary>A payload source that notices by itself when its payload changes.</summary>
public interface IPayloadChanges : IPayloadSource
{
    /// <summary>Watches for changes from the moment of the call on.</summary>
    /// <param name="changed">Called after a change, at least once for the last of several; quick, and does not throw.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <returns>A task that runs until it is cancelled, and is cancelled then.</returns>
    Task WatchAsync(Action changed, CancellationToken cancellationToken);
}
