namespace GrowthBook.Client;

/// <summary>Connects a stream to the refreshes of an updater.</summary>
internal sealed class StreamUpdates(
    PayloadRefresh refresh, StreamPayloads payloads, Action requestRefresh, Func<CancellationToken, Task> poll, GuardedSubscriber subscriber) : IStreamTarget
{
    public Task StreamOffered => refresh.StreamOffered;

    public Task TakeAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken) => payloads.TakeAsync(json, cancellationToken);

    public void RequestRefresh() => requestRefresh();

    public Task PollAsync(CancellationToken cancellationToken) => poll(cancellationToken);

    public void StreamChanged(StreamState state) => subscriber.StreamChanged(state);
}
