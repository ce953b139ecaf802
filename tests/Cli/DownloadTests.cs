using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GrowthBook.Cli.Tests;

public sealed class DownloadTests : IDisposable
{
    private const string Payload = """{"features":{"f":{"defaultValue":7}}}""";

    private readonly HeldPort _port = new();
    private readonly HttpListener _server = new();
    private readonly string _host;

    public DownloadTests()
    {
        _host = $"localhost:{_port.Number}";
        _server.Prefixes.Add($"http://{_host}/");
        _server.Start();
        _ = ServeAsync();
    }

    [Theory]
    [InlineData("payload")]
    [InlineData("compressed")]
    [InlineData("moved")]
    public async Task The_payload_of_a_server_is_evaluated_as_that_of_a_file(string path)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", $"http://{_host}/{path}", "--value");

        Assert.Equal(new Gb.Run(ExitCode.Ok, "7\n", ""), run);
    }

    [Fact]
    public async Task Check_reads_a_server_too()
    {
        var run = await Gb.RunAsync("check", $"http://{_host}/payload");

        Assert.Equal(new Gb.Run(ExitCode.Ok, "features: 1, experiments: 0, diagnostics: 0\n", ""), run);
    }

    [Theory]
    [InlineData("missing-secret", "answered with status 404; check the path and the client key")]
    [InlineData("choices-secret", "answered with status 300; expected a payload or a redirect")]
    [InlineData("forbidden-secret", "answered with status 403; check the path and the client key")]
    [InlineData("many-secret", "answered with status 429; the server has a fault or is busy; try again later")]
    [InlineData("fault-secret", "answered with status 500; the server has a fault or is busy; try again later")]
    [InlineData("busy-secret", "answered with status 503; the server has a fault or is busy; try again later")]
    [InlineData("elsewhere-secret", "redirects to http://other.example; give the URL of that host if you trust it")]
    [InlineData("downgrade-secret", "redirects to ftp://HOST; give the URL of that host if you trust it")]
    [InlineData("password-secret", "redirects to https://other.example; give the URL of that host if you trust it")]
    [InlineData("no-host-secret", "redirects to a malformed address; check the path")]
    [InlineData("spaces-secret", "redirects to a malformed address; check the path")]
    [InlineData("mail-secret", "redirects to mailto:other.example; give the URL of that host if you trust it")]
    [InlineData("loop-secret", "redirects more than 5 times")]
    [InlineData("empty-secret", "is empty; expected a JSON object")]
    public async Task An_answer_that_is_no_payload_exits_with_3_and_names_the_host_without_the_path(string path, string error)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", $"http://{_host}/{path}");

        Assert.Equal(
            new Gb.Run(ExitCode.BadInput, "", $"gb: {_host}: {error.Replace("HOST", _host, StringComparison.Ordinal)}\n"), run);
    }

    [Fact]
    public async Task A_server_that_does_not_listen_exits_with_3_and_names_the_host()
    {
        _server.Stop();

        var run = await Gb.RunAsync("eval", "f", "--payload", $"http://{_host}/secret");

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {_host}: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    /// <summary>The outer exceptions say only that a request or a handshake failed.</summary>
    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_connection_that_fails_exits_with_3_and_the_inner_reason(string scheme)
    {
        using var listener = Listen();
        var host = $"127.0.0.1:{PortOf(listener)}";
        var closing = CloseAsync(listener);

        var run = await Gb.RunAsync("eval", "f", "--payload", $"{scheme}://{host}/secret");
        listener.Stop();
        await closing;

        Assert.Equal((ExitCode.BadInput, ""), (run.Code, run.Output));
        Assert.StartsWith($"gb: {host}: ", run.Error, StringComparison.Ordinal);
        Assert.All(
            ["see inner exception", "while sending the request", "could not be established", "no complete answer", "secret"],
            text => Assert.DoesNotContain(text, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_does_not_answer_in_time_is_named()
    {
        using var listener = Listen();
        var host = $"127.0.0.1:{PortOf(listener)}";
        var download = new Download(CancellationToken.None) { Timeout = TimeSpan.FromSeconds(1) };

        var fault = download.Read(new Uri($"http://{host}/secret")).Match<Fault?>(_ => null, fault => fault);

        Assert.Equal(Fault.Input($"{host}: no complete answer within 1 seconds"), fault);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("https://a b/")]
    public async Task An_invalid_url_exits_with_2(string url)
    {
        var run = await Gb.RunAsync("eval", "f", "--payload", url);

        Assert.Equal(new Gb.Run(ExitCode.BadUsage, "", $"gb: `{url}` is not a URL\n"), run);
    }

    public void Dispose()
    {
        ((IDisposable)_server).Dispose();
        _port.Dispose();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Closes every connection after its request: the HTTP client retries on a new one.</summary>
    private static async Task CloseAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                Assert.True(await connection.GetStream().ReadAsync(new byte[4096]) > 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has stopped the listener.
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                Answer(await _server.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has stopped the server.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (status, location, body) = context.Request.Url!.AbsolutePath switch
        {
            "/payload" or "/compressed" => (200, null, Payload),
            "/moved" => (301, "/payload", ""),
            "/elsewhere-secret" => (302, "http://other.example/secret", ""),
            "/downgrade-secret" => (307, $"ftp://{_host}/secret", ""),
            "/password-secret" => (302, "https://user:secretpw@other.example/x", ""),
            "/no-host-secret" => (302, "//", ""),
            "/spaces-secret" => (302, "//a b", ""),
            "/mail-secret" => (302, "mailto:secret@other.example", ""),
            "/loop-secret" => (308, "/loop-secret", ""),
            "/empty-secret" => (200, null, ""),
            "/choices-secret" => (300, null, ""),
            "/forbidden-secret" => (403, null, ""),
            "/many-secret" => (429, null, ""),
            "/fault-secret" => (500, null, ""),
            "/busy-secret" => (503, null, ""),
            _ => (404, (string?)null, "not found"),
        };
        context.Response.StatusCode = status;
        if (location is not null)
            context.Response.AddHeader("Location", location);
        var bytes = Encoding.UTF8.GetBytes(body);
        if (context.Request.Url.AbsolutePath == "/compressed")
        {
            context.Response.AddHeader("Content-Encoding", "gzip");
            var compressed = new MemoryStream();
            using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
                gzip.Write(bytes);
            bytes = compressed.ToArray();
        }
        context.Response.Close(bytes, willBlock: true);
    }
}
