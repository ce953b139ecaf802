using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>The services outside of scopes, which keep what they make until the application ends.</summary>
internal sealed class RootServices(IServiceProvider root)
{
    /// <summary>Refuses to make a user that all requests would share. Containers validate scopes by default in Development only.</summary>
    /// <exception cref="InvalidOperationException">The services are these.</exception>
    public void ThrowIfRoot(IServiceProvider services)
    {
        if (ReferenceEquals(services, root))
            throw new InvalidOperationException($"{nameof(IGrowthBookUser)} is the user of one request, and a singleton or the root IServiceProvider would keep it for all requests; register the service that takes it as scoped, or let the singleton take {nameof(IRequestUser)} and call GetAsync() in each request; for work outside of requests, such as a BackgroundService, take GrowthBookClient and call UserAsync");
    }
}
