using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client.Endurance.Server;

/// <summary>
/// GrowthBook's server as SDKs see it. Requests to a second port set the published version and the fault per client key. The
/// program ends with its standard input, so that it does not outlive its parent process.
/// </summary>
internal sealed class ServerProgram(int port, int controlPort, int version)
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private readonly ConcurrentDictionary<string, ServerFault> _faults = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private int _version = version;

    /// <summary>Completed and replaced at each change, which wakes the streams.</summary>
    private volatile TaskCompletionSource _change = NewChange();

    public async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, controlPort);
            kestrel.Listen(IPAddress.Loopback, port, Watch);
        });
        await using var app = builder.Build();
        app.Run(HandleAsync);
        await app.StartAsync();
        while (await Console.In.ReadLineAsync() is not null)
        {
            // The lines have no content.
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Watch(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        _connections[connection] = true;
        try
        {
            if (_faults.Values.Contains(ServerFault.HalfClosed))
                await HalfCloseAsync(connection);
            else
                await next(connection);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    });

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
        try
        {
            if (http.Connection.LocalPort == controlPort)
                await ControlAsync(http);
            else if (http.Request.Path.StartsWithSegments("/api/features", StringComparison.Ordinal, out var key))
                await AnswerAsync(http, "features", ServedPayload.Published, FaultOf(key));
            else if (http.Request.Path.StartsWithSegments("/api/eval", StringComparison.Ordinal, out key))
                await AnswerAsync(http, "evaluations", ServedPayload.Evaluated, FaultOf(key));
            else if (http.Request.Path.StartsWithSegments("/sub", StringComparison.Ordinal, out key))
                await StreamAsync(http, FaultOf(key));
            else
                await http.Response.WriteAsync("<html>please log in</html>");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // The client closed the connection.
        }
    }

    private ServerFault FaultOf(PathString key) => _faults.GetValueOrDefault(key.Value!.TrimStart('/'));

    private async Task ControlAsync(HttpContext http)
    {
        var query = http.Request.Query;
        switch (http.Request.Path.Value)
        {
            case "/publish":
                _version = int.Parse(query["version"].ToString(), CultureInfo.InvariantCulture);
                Changed();
                break;
            case "/fault":
                var fault = Enum.Parse<ServerFault>(query["fault"].ToString());
                _faults[query["key"].ToString()] = fault;
                if (fault == ServerFault.HalfClosed)
                {
                    foreach (var connection in _connections.Keys)
                        connection.Abort();
                }
                Changed();
                break;
            case "/connections":
                await http.Response.WriteAsync(_connections.Count.ToString(CultureInfo.InvariantCulture));
                break;
            case "/answers":
                await http.Response.WriteAsync(string.Join('\n', _answers.Select(answer => $"{answer.Key}={answer.Value}")));
                break;
            default:
                http.Response.StatusCode = 404;
                break;
        }
    }

    private void Changed() => Interlocked.Exchange(ref _change, NewChange()).TrySetResult();

    private void Count(string what) => _answers.AddOrUpdate(what, 1, static (_, before) => before + 1);

    private async Task AnswerAsync(HttpContext http, string kind, Func<int, string> good, ServerFault fault)
    {
        Count(fault == ServerFault.None ? kind : kind + "-bad");
        var response = http.Response;
        response.Headers["x-sse-support"] = "enabled";
        response.ContentType = "application/json";
        // The tag of the next version: a client that keeps the tag of an unusable answer never gets that version.
        response.Headers.ETag = ServedPayload.ETag(fault == ServerFault.None ? _version : _version + 1);
        if (await RefuseAsync(http, fault))
            return;
        var bad = ServedPayload.NeverUsable(_version);
        switch (fault)
        {
            case ServerFault.None:
                await AnswerPublishedAsync(http, good);
                break;
            case ServerFault.Truncated:
                response.ContentLength = bad.Length;
                await response.WriteAsync(bad[..^20]);
                break;
            case ServerFault.ConnectionBroken:
                await response.WriteAsync(bad[..^2]);
                await response.Body.FlushAsync();
                http.Abort();
                break;
            case ServerFault.Stalling:
                await response.WriteAsync(bad[..^2]);
                await response.Body.FlushAsync();
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                break;
            case ServerFault.NotModified:
                response.StatusCode = 304;
                break;
            default:
                await response.WriteAsync(TextOf(fault));
                break;
        }
    }

    private async Task AnswerPublishedAsync(HttpContext http, Func<int, string> good)
    {
        var version = _version;
        http.Response.Headers.ETag = ServedPayload.ETag(version);
        if (http.Request.Headers.IfNoneMatch == ServedPayload.ETag(version))
        {
            Count("not-modified");
            http.Response.StatusCode = 304;
            return;
        }
        await http.Response.WriteAsync(good(version));
    }

    /// <summary>Sends the answers without a payload, which are the same for features and streams.</summary>
    private async Task<bool> RefuseAsync(HttpContext http, ServerFault fault)
    {
        var response = http.Response;
        switch (fault)
        {
            case ServerFault.Failing:
                response.StatusCode = 500;
                await response.WriteAsync(ServedPayload.NeverUsable(_version));
                return true;
            case ServerFault.BadGateway:
                response.StatusCode = 502;
                response.ContentType = "text/html";
                await response.WriteAsync("<html><h1>502 Bad Gateway</h1></html>");
                return true;
            case ServerFault.Refusing or ServerFault.RefusingUnrecoverably:
                response.StatusCode = 400;
                if (fault == ServerFault.RefusingUnrecoverably)
                    response.Headers["x-unrecoverable"] = "1";
                await response.WriteAsync($$"""{"status":400,"error":"no such key {{http.Request.Path.Value!.Split('/')[^1]}}"}""");
                return true;
            case ServerFault.Redirecting:
                response.Redirect("/elsewhere");
                return true;
            case ServerFault.Silent:
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private string TextOf(ServerFault fault) => fault switch
    {
        ServerFault.Garbage => "\0\u0001{\"features\":{\"version\":" + ServedPayload.NeverUsable(_version),
        ServerFault.EmptyObject => "{}",
        ServerFault.ErrorBodyWithStatus200 => """{"status":400,"error":"something went wrong"}""",
        ServerFault.NoFeatures => """{"status":200,"features":null,"dateUpdated":"2099-01-01T00:00:00Z"}""",
        ServerFault.HalfText => ServedPayload.NeverUsable(_version)[..^1],
        ServerFault.Older => ServedPayload.Older(_version),
        ServerFault.ForeignKey => ServedPayload.WithForeignKey(_version),
        _ => "nothing",
    };

    private async Task StreamAsync(HttpContext http, ServerFault fault)
    {
        Count(fault == ServerFault.None ? "streams" : "streams-bad");
        if (await RefuseAsync(http, fault))
            return;
        http.Response.ContentType = fault == ServerFault.NotModified ? "text/html" : "text/event-stream";
        await WriteAsync(http, "retry: 1000\n\n");
        switch (fault)
        {
            case ServerFault.None:
                await StreamPublishedAsync(http);
                break;
            case ServerFault.Stalling:
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                break;
            case ServerFault.Truncated or ServerFault.ConnectionBroken:
                await WriteAsync(http, Event("features", ServedPayload.NeverUsable(_version))[..^2]);
                http.Abort();
                break;
            case ServerFault.HalfText:
                // An event without an empty line after it is incomplete.
                await WriteAsync(http, Event("features", ServedPayload.NeverUsable(_version))[..^1]);
                break;
            default:
                await WriteAsync(http, Event("features", TextOf(fault)));
                await WaitAsync(http, TimeSpan.FromMilliseconds(300));
                break;
        }
    }

    /// <summary>Streams for about a second. Of three versions, one is sent, one is announced, and one the client finds itself.</summary>
    private async Task StreamPublishedAsync(HttpContext http)
    {
        var ends = DateTime.UtcNow.AddMilliseconds(Random.Shared.Next(600, 1600));
        while (ends - DateTime.UtcNow is { Ticks: > 0 } rest)
        {
            var before = _version;
            await WaitAsync(http, rest);
            var now = _version;
            if (now == before)
                return;
            if (now % 3 == 0)
                await WriteAsync(http, Event("features", ServedPayload.Published(now)));
            else if (now % 3 == 1)
                await WriteAsync(http, Event("features-updated", ""));
            else
                await WriteAsync(http, "data: \n\n");
        }
    }

    private static string Event(string name, string data) =>
        "id: 1 \nevent: " + name + "\n" + string.Concat(data.Split('\n').Select(line => $"data: {line}\n")) + "\n";

    private static async Task WriteAsync(HttpContext http, string text)
    {
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    /// <summary>Waits for a time or until the version or a fault changes.</summary>
    private async Task WaitAsync(HttpContext http, TimeSpan time)
    {
        try
        {
            await _change.Task.WaitAsync(time, http.RequestAborted);
        }
        catch (TimeoutException)
        {
            // Nothing changed.
        }
    }
}
