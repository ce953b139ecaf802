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
/// GrowthBook's server as far as SDKs see it. On a second port it takes orders: which version it publishes, and what is
/// wrong with it for the key of a client. It ends with its standard input, so that it cannot outlive who started it.
/// </summary>
internal sealed class ServerProgram(int port, int controlPort, int version)
{
    private readonly ConcurrentDictionary<ConnectionContext, bool> _connections = new();
    private readonly ConcurrentDictionary<string, Mischief> _mischief = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private int _version = version;

    /// <summary>Replaced whenever something changes, so that streams notice.</summary>
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
            // Nothing is said there.
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Watch(ListenOptions endpoint) => endpoint.Use(next => async connection =>
    {
        _connections[connection] = true;
        try
        {
            if (_mischief.Values.Contains(Mischief.HalfClosed))
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
                await ObeyAsync(http);
            else if (http.Request.Path.StartsWithSegments("/api/features", StringComparison.Ordinal, out var key))
                await AnswerAsync(http, "features", ServedPayload.Good, MischiefOf(key));
            else if (http.Request.Path.StartsWithSegments("/api/eval", StringComparison.Ordinal, out key))
                await AnswerAsync(http, "evaluations", ServedPayload.Evaluated, MischiefOf(key));
            else if (http.Request.Path.StartsWithSegments("/sub", StringComparison.Ordinal, out key))
                await StreamAsync(http, MischiefOf(key));
            else
                await http.Response.WriteAsync("<html>please log in</html>");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
        {
            // The client left.
        }
    }

    private Mischief MischiefOf(PathString key) => _mischief.GetValueOrDefault(key.Value!.TrimStart('/'));

    private async Task ObeyAsync(HttpContext http)
    {
        var query = http.Request.Query;
        switch (http.Request.Path.Value)
        {
            case "/publish":
                _version = int.Parse(query["version"].ToString(), CultureInfo.InvariantCulture);
                Changed();
                break;
            case "/behave":
                var mischief = Enum.Parse<Mischief>(query["mischief"].ToString());
                _mischief[query["key"].ToString()] = mischief;
                if (mischief == Mischief.HalfClosed)
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

    private async Task AnswerAsync(HttpContext http, string kind, Func<int, string> good, Mischief mischief)
    {
        Count(mischief == Mischief.None ? kind : kind + "-bad");
        var response = http.Response;
        response.Headers["x-sse-support"] = "enabled";
        response.ContentType = "application/json";
        // A client that kept the tag of what it refused would never see the next version.
        response.Headers.ETag = ServedPayload.ETag(mischief == Mischief.None ? _version : _version + 1);
        if (await RefuseAsync(http, mischief))
            return;
        var bad = ServedPayload.Bad(_version);
        switch (mischief)
        {
            case Mischief.None:
                await AnswerWellAsync(http, good);
                break;
            case Mischief.Truncated:
                response.ContentLength = bad.Length;
                await response.WriteAsync(bad[..^20]);
                break;
            case Mischief.BrokenOff:
                await response.WriteAsync(bad[..^2]);
                await response.Body.FlushAsync();
                http.Abort();
                break;
            case Mischief.Stalling:
                await response.WriteAsync(bad[..^2]);
                await response.Body.FlushAsync();
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                break;
            case Mischief.NotModified:
                response.StatusCode = 304;
                break;
            default:
                await response.WriteAsync(TextOf(mischief));
                break;
        }
    }

    private async Task AnswerWellAsync(HttpContext http, Func<int, string> good)
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

    /// <summary>The answers without a payload that are the same for the features and for a stream.</summary>
    private async Task<bool> RefuseAsync(HttpContext http, Mischief mischief)
    {
        var response = http.Response;
        switch (mischief)
        {
            case Mischief.Failing:
                response.StatusCode = 500;
                await response.WriteAsync(ServedPayload.Bad(_version));
                return true;
            case Mischief.BadGateway:
                response.StatusCode = 502;
                response.ContentType = "text/html";
                await response.WriteAsync("<html><h1>502 Bad Gateway</h1></html>");
                return true;
            case Mischief.Refusing or Mischief.RefusingForEver:
                response.StatusCode = 400;
                if (mischief == Mischief.RefusingForEver)
                    response.Headers["x-unrecoverable"] = "1";
                await response.WriteAsync($$"""{"status":400,"error":"no such key {{http.Request.Path.Value!.Split('/')[^1]}}"}""");
                return true;
            case Mischief.Redirecting:
                response.Redirect("/elsewhere");
                return true;
            case Mischief.Silent:
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                http.Abort();
                return true;
            default:
                return false;
        }
    }

    private string TextOf(Mischief mischief) => mischief switch
    {
        Mischief.Garbage => "\0\u0001{\"features\":{\"version\":" + ServedPayload.Bad(_version),
        Mischief.EmptyObject => "{}",
        Mischief.ErrorInDisguise => """{"status":400,"error":"something went wrong"}""",
        Mischief.NoFeatures => """{"status":200,"features":null,"dateUpdated":"2099-01-01T00:00:00Z"}""",
        Mischief.HalfText => ServedPayload.Bad(_version)[..^1],
        Mischief.Older => ServedPayload.Older(_version),
        Mischief.ForeignKey => ServedPayload.Foreign(_version),
        _ => "nothing",
    };

    private async Task StreamAsync(HttpContext http, Mischief mischief)
    {
        Count(mischief == Mischief.None ? "streams" : "streams-bad");
        if (await RefuseAsync(http, mischief))
            return;
        http.Response.ContentType = mischief == Mischief.NotModified ? "text/html" : "text/event-stream";
        await WriteAsync(http, "retry: 1000\n\n");
        switch (mischief)
        {
            case Mischief.None:
                await StreamWellAsync(http);
                break;
            case Mischief.Stalling:
                await WaitAsync(http, TimeSpan.FromSeconds(60));
                break;
            case Mischief.Truncated or Mischief.BrokenOff:
                await WriteAsync(http, Event("features", ServedPayload.Bad(_version))[..^2]);
                http.Abort();
                break;
            case Mischief.HalfText:
                // An event without the empty line behind it is none.
                await WriteAsync(http, Event("features", ServedPayload.Bad(_version))[..^1]);
                break;
            default:
                await WriteAsync(http, Event("features", TextOf(mischief)));
                await WaitAsync(http, TimeSpan.FromMilliseconds(300));
                break;
        }
    }

    /// <summary>Ends about every second. Of three versions one is sent, one announced, and one is for the client to find.</summary>
    private async Task StreamWellAsync(HttpContext http)
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
                await WriteAsync(http, Event("features", ServedPayload.Good(now)));
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

    /// <summary>Waits for a time, or until there is a new version or behaviour.</summary>
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
