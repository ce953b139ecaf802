namespace GrowthBook.Client;

/// <summary>Writes what a client has queued if the process ends before the disposal of the client has ended. Does not keep the client alive.</summary>
internal sealed class ProcessEnd : IDisposable
{
    private readonly WeakReference<GrowthBookClient> _client;

    public ProcessEnd(GrowthBookClient client)
    {
        _client = new WeakReference<GrowthBookClient>(client);
        AppDomain.CurrentDomain.ProcessExit += Flush;
    }

    public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= Flush;

    private void Flush(object? sender, EventArgs e)
    {
        if (_client.TryGetTarget(out var client))
            client.FlushAtProcessEnd();
    }
}
