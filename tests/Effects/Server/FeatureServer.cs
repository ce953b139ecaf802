using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests;

/// <summary>
/// GrowthBook's server as SDKs see it, on loopback: features with entity tags, streams, remote evaluation, and faults that
/// a test configures. It can be stopped and restarted at the same address.
/// </summary>
public sealed class FeatureServer : IAsyncDisposable
{
    public const string ClientKey = "sdk-TopSecretClientKey1";

    private readonly ConcurrentDictionary<EventStream, bool> _streams = new();
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly HeldPort _port = new();
    private WebApplication? _app;
    private int _openStreams;

    private FeatureServer()
    {
    }

    public string Url => $"http://127.0.0.1:{_port.Number}";

    /// <summary>The response of the features endpoint.</summary>
    public string Payload { get; set; } = Payloads.Of("a");

    /// <summary>Whether responses have an entity tag made from the payload.</summary>
    public bool HasETags { get; set; } = true;

    /// <summary>Whether responses have <c>x-sse-support: enabled</c>.</summary>
    public bool OffersStream { get; set; }

    public string? CacheControl { get; set; }

    /// <summary>Replaces the handler of feature requests.</summary>
    public Func<HttpContext, Task>? OnFeatures { get; set; }

    /// <summary>Answers remote evaluations.</summary>
    public Func<HttpContext, Task>? OnEvaluate { get; set; }

    /// <summary>Handles a stream after its first line; the server ends the stream when it returns.</summary>
    public Func<EventStream, Task> OnStream { get; set; } = stream => stream.StayOpenAsync();

    /// <summary>Replaces the handler of stream requests.</summary>
    public Func<HttpContext, Task>? OnStreamRequest { get; set; }

    public string StreamRetry { get; set; } = "10000";

    /// <summary>Whether the server closes its sending direction of a connection immediately and keeps the other open.</summary>
    public bool HalfCloses { get; set; }

    public int OpenConnections => _connections.Count;

    /// <summary>The number of streams whose first line was sent.</summary>
    public int OpenStreams => Volatile.Read(ref _openStreams);

    public IReadOnlyCollection<RecordedRequest> Requests => _requests;

    public int FeatureRequests => _requests.Count(request => request.Path.StartsWith("/api/features/", StringComparison.Ordinal));

    public int StreamRequests => _requests.Count(request => request.Path.StartsWith("/sub/", StringComparison.Ordinal));

    public static async Task<FeatureServer> StartAsync()
    {
        var server = new FeatureServer();
        await server.RestartAsync();
        return server;
    }

    internal SdkConnection Connection(string? decryptionKey = null) =>
        new(ClientKey) { ApiHost = Url, DecryptionKey = decryptionKey };

    public async Task RestartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        _app = builder.Build();
        _app.Run(HandleAsync);
        await _app.StartAsync();
    }

    /// <summary>
    /// Stops like a killed process: connections break in the middle of a response, and the port refuses new ones.
    /// </summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app)
            return;
        foreach (var connection in _connections.Keys)
            connection.Abort();
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    /// <summary>Sends an event on all open streams.</summary>
    public async Task SendAsync(string name, string data)
    {
        foreach (var stream in _streams.Keys)
            await stream.SendAsync(name, data);
    }

    /// <summary>Writes a text, not necessarily an event, on all open streams.</summary>
    public async Task WriteAsync(string text)
    {
        foreach (var stream in _streams.Keys)
            await stream.WriteAsync(text);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _port.Dispose();
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AllowSynchronousIO = false;
        kestrel.Listen(IPAddress.Loopback, _port.Number, endpoint => endpoint.Use(next => async connection =>
        {
            _connections[connection] = true;
            try
            {
                if (HalfCloses)
                    await HalfCloseAsync(connection);
                else
                    await next(connection);
            }
            finally
            {
                _connections.TryRemove(connection, out _);
            }
        }));
    }

    private static async Task HalfCloseAsync(ConnectionContext connection)
    {
        connection.Features.Get<IConnectionSocketFeature>()!.Socket.Shutdown(SocketShutdown.Send);
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
            connection.Transport.Input.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private async Task HandleAsync(HttpContext http)
    {
        _requests.Enqueue(await RecordedRequest.OfAsync(http.Request));
        try
        {
            if (http.Request.Path.StartsWithSegments("/api/features", StringComparison.Ordinal))
                await (OnFeatures ?? AnswerFeaturesAsync)(http);
            else if (http.Request.Path.StartsWithSegments("/sub", StringComparison.Ordinal))
                await (OnStreamRequest ?? AnswerStreamAsync)(http);
            else if (http.Request.Path.StartsWithSegments("/api/eval", StringComparison.Ordinal) && OnEvaluate is { } evaluate)
                await evaluate(http);
            else
                http.Response.StatusCode = 404;
        }
        catch (Exception e) when (http.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client left.
        }
    }

    public async Task AnswerFeaturesAsync(HttpContext http)
    {
        var payload = Payload;
        if (OffersStream)
            http.Response.Headers["x-sse-support"] = "enabled";
        if (CacheControl is { } cacheControl)
            http.Response.Headers.CacheControl = cacheControl;
        if (HasETags)
        {
            var tag = $"W/\"{payload.GetHashCode(StringComparison.Ordinal):x}\"";
            http.Response.Headers.ETag = tag;
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                http.Response.StatusCode = 304;
                return;
            }
        }
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(payload, http.RequestAborted);
    }

    private async Task AnswerStreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        var stream = new EventStream(http);
        _streams[stream] = true; // before the client can know of the stream, so that a test that does can send on it
        try
        {
            await stream.WriteAsync($"retry: {StreamRetry}\n\n");
            Interlocked.Increment(ref _openStreams);
            try
            {
                await OnStream(stream);
            }
            finally
            {
                Interlocked.Decrement(ref _openStreams);
            }
        }
        finally
        {
            _streams.TryRemove(stream, out _);
        }
    }
}
