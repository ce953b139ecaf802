using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Tests.Warehouse;

/// <summary>The ingestion API on loopback: records requests, and responds as a test configures.</summary>
internal sealed class IngestionServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private IngestionServer(WebApplication app) => _app = app;

    /// <summary>Writes the response to a request by its number, from 0; returns <c>false</c> for the default, 200.</summary>
    public Func<int, HttpContext, Task<bool>> Answer { get; set; } = (_, _) => Task.FromResult(false);

    public ConcurrentQueue<Request> Requests { get; } = new();

    /// <summary>The names of features whose events were answered with 200, in their order.</summary>
    public IEnumerable<string> Stored => Requests.Where(request => request.IsStored).SelectMany(request => request.Features);

    public string Address => _app.Urls.Single();

    public HttpClient Client { get; } = new();

    public static async Task<IngestionServer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new IngestionServer(builder.Build());
        server._app.Run(server.Handle);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(end.Token);
        await _app.DisposeAsync();
    }

    private async Task Handle(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var request = new Request(
            http.Request.Method, http.Request.Path, http.Request.QueryString.ToString(), http.Request.ContentType ?? "",
            http.Request.Headers.UserAgent.ToString(), JsonDocument.Parse(body.ToArray()).RootElement.Clone());
        var number = Interlocked.Increment(ref _requests) - 1;
        request.IsStored = !await Answer(number, http);
        Requests.Enqueue(request);
    }

    internal sealed record Request(string Method, string Path, string Query, string ContentType, string UserAgent, JsonElement Body)
    {
        public bool IsStored { get; set; }

        public IEnumerable<string> Features => Body.GetProperty("events").EnumerateArray()
            .Select(each => each.GetProperty("properties").GetProperty("feature").GetString()!);
    }
}
