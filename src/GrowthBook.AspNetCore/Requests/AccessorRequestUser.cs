using GrowthBook.Client;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>The user of the current request as a service, which finds the request where the calling code runs. Thread-safe.</summary>
internal sealed class AccessorRequestUser(IHttpContextAccessor accessor, ILoggerFactory loggers) : IRequestUser
{
    private const string InCircuitMessage =
        "a Blazor circuit has no HTTP request but that of its connection, whose user would stay as it is; in a component, write [CascadingParameter] private IGrowthBookUser? User { get; set; }, which AddBlazor cascades";

    private const string CircuitHub = "Microsoft.AspNetCore.Components.Server.ComponentHub";

    private int _isCircuitLogged;

    private RequestUser Current => accessor.HttpContext switch
    {
        null => throw new InvalidOperationException("there is no HTTP request; outside of requests, call GrowthBookClient.UserAsync"),
        var http when IsOfCircuit(http) => throw InCircuit(),
        var http => RequestUser.Of(http),
    };

    public ValueTask<GrowthBookUser> GetAsync() => Current.GetAsync();

    public GrowthBookUser Get() => Current.Get();

    /// <summary>The exception, whose message the circuit hides unless it logs at the level Debug.</summary>
    private InvalidOperationException InCircuit()
    {
        if (Interlocked.Exchange(ref _isCircuitLogged, 1) == 0)
            RequestLog.UserInCircuit(GuardedLogger.Of(loggers.CreateLogger(RequestLog.Category)), InCircuitMessage);
        return new InvalidOperationException(InCircuitMessage);
    }

    /// <summary>Whether a request is the connection of a circuit, which lives as long as its page.</summary>
    private static bool IsOfCircuit(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>()?.HubType.FullName == CircuitHub;
}
