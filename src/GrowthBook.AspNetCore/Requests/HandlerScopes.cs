using System.Runtime.CompilerServices;
using GrowthBook.Client;
using Microsoft.Extensions.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The scopes in which <c>IHttpClientFactory</c> makes message handlers, which requests of several visitors share. Thread-safe.</summary>
internal sealed class HandlerScopes : IHttpMessageHandlerBuilderFilter
{
    private readonly ConditionalWeakTable<IServiceProvider, object> _scopes = [];

    /// <summary>Notes a scope of the factory before it makes the handlers.</summary>
    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        // A builder of the application may have no services.
        if (builder.Services is { } services)
            _scopes.TryAdd(services, this);
        next(builder);
    };

    /// <summary>Refuses to make a user that the requests which share a message handler would share too.</summary>
    /// <exception cref="InvalidOperationException">The services are those of a handler.</exception>
    public void ThrowIfShared(IServiceProvider services)
    {
        if (_scopes.TryGetValue(services, out _))
            throw new InvalidOperationException($"{nameof(IGrowthBookUser)} is the user of one request, and IHttpClientFactory keeps a message handler with the services of its scope for two minutes, in which other visitors' requests use it; let the handler take {nameof(IRequestUser)} and call GetAsync() in SendAsync");
    }
}
