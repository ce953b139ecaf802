namespace GrowthBook.Client;

/// <summary>A payload source that reports changes of its payload.</summary>
public interface IPayloadChanges : IPayloadSource
{
    /// <summary>Watches for changes from the call on.</summary>
    /// <param name="changed">Called after a change, at least once after the last of several; quick; does not throw.</param>
    /// <param name="cancellationToken">Stops watching.</param>
    /// <returns>A task that runs until it is cancelled.</returns>
    Task WatchAsync(Action changed, CancellationToken cancellationToken);
}
