using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The user of the current request as a service, which finds the request where the calling code runs. Thread-safe.</summary>
internal sealed class AccessorRequestUser(IHttpContextAccessor accessor) : IRequestUser
{
    private RequestUser Current => accessor.HttpContext is { } http
        ? RequestUser.Of(http)
        : throw new InvalidOperationException("there is no HTTP request; outside of requests, call GrowthBookClient.UserAsync");

    public ValueTask<GrowthBookUser> GetAsync() => Current.GetAsync();

    public GrowthBookUser Get() => Current.Get();
}
