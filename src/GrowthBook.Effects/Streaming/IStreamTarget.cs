namespace GrowthBook.Client;

/// <summary>The operations of the updater that a stream calls.</summary>
internal interface IStreamTarget
{
    /// <summary>Ends when the server offers a stream.</summary>
    Task StreamOffered { get; }

    /// <summary>Replaces the payload in use with one that the stream delivered, if it is usable and newer. Many payloads in a row may wait.</summary>
    Task TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>Requests a refresh in the background.</summary>
    void RequestRefresh();

    /// <summary>Refreshes at intervals until it is cancelled.</summary>
    Task PollAsync(CancellationToken cancellationToken);

    /// <summary>Reports the state of the stream.</summary>
    void StreamChanged(StreamState state);
}
