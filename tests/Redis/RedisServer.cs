using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>A Redis process of the test on a free loopback port, which can be killed and restarted.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-redis-");
    private readonly HeldPort _port = new();
    private readonly bool _cluster;
    private Process? _process;

    private RedisServer(bool cluster) => _cluster = cluster;

    public int Port => _port.Number;

    public string Configuration => $"127.0.0.1:{Port}";

    /// <summary>Why this machine cannot start Redis; <c>null</c> if it can.</summary>
    public static string? Missing()
    {
        try
        {
            using var version = Process.Start(new ProcessStartInfo("redis-server", "--version") { RedirectStandardOutput = true })!;
            version.WaitForExit();
            return null;
        }
        catch (Win32Exception)
        {
            return "redis-server is not installed.";
        }
    }

    public static async Task<RedisServer> StartAsync(bool cluster = false)
    {
        var server = new RedisServer(cluster);
        try
        {
            await server.StartAgainAsync();
            if (cluster)
                await server.TakeAllSlotsAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts Redis on the same port, with all data that it had acknowledged before it was killed: it writes to the operating
    /// system's cache before it answers.
    /// </summary>
    public async Task StartAgainAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "yes", "--appendfsync", "no",
            "--cluster-enabled", _cluster ? "yes" : "no", "--cluster-announce-ip", "127.0.0.1",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        _ = _process.StandardError.ReadToEndAsync();
        await Eventually.Holds(() => AnswersAsync(Port), "Redis answers");
    }

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Suspends the process without closing its connections, until <see cref="GoOn"/>.</summary>
    public void Hang() => Signal("-STOP");

    public void GoOn() => Signal("-CONT");

    /// <summary>A connection like those of the library, with faster reconnects.</summary>
    public async Task<IConnectionMultiplexer> ConnectAsync(Action<ConfigurationOptions>? configure = null)
    {
        var options = ConfigurationOptions.Parse(Configuration);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = false;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new LinearRetry(50);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        configure?.Invoke(options);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        // On a busy machine, the connect timeout may pass before the connection is made.
        if (_process is not null)
            await Eventually.Holds(() => connection.IsConnected, "a connection");
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        _folder.Delete(recursive: true);
        _port.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            var stream = client.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[7];
            await stream.ReadExactlyAsync(answer);
            return answer.AsSpan().SequenceEqual("+PONG\r\n"u8);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>Makes a cluster of one server, which still refuses commands for keys of several slots.</summary>
    private async Task TakeAllSlotsAsync()
    {
        await using var connection = await ConnectAsync();
        var admin = connection.GetServer(Configuration);
        await admin.ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Eventually.Holds(
            async () => (await admin.ExecuteAsync("CLUSTER", "INFO")).ToString()!.Contains("cluster_state:ok", StringComparison.Ordinal), "the cluster is whole");
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)])!;
        kill.WaitForExit();
    }
}
