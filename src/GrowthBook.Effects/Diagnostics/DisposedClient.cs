namespace GrowthBook.Client;

/// <summary>The exception of a client that is disposed, and of its parts, of which an application does not dispose itself.</summary>
internal static class DisposedClient
{
    /// <summary>Throws if the client is disposed.</summary>
    public static void ThrowIf(bool isDisposed)
    {
        if (isDisposed)
            throw New();
    }

    public static ObjectDisposedException New() => new("GrowthBook.Client.GrowthBookClient");
}
