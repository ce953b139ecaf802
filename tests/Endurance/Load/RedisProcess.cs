using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>A Redis process on a free loopback port, which can be suspended, killed and restarted with its data.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("growthbook-endurance-redis-");
    private readonly int _port = FreePort();
    private Process? _process;

    private RedisProcess()
    {
    }

    /// <summary>The configuration of a connection.</summary>
    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Starts Redis; <c>null</c> if this machine has no <c>redis-server</c>.</summary>
    public static async Task<RedisProcess?> TryStartAsync()
    {
        var redis = new RedisProcess();
        try
        {
            await redis.StartAsync();
            return redis;
        }
        catch (Win32Exception)
        {
            redis.Dispose();
            return null;
        }
    }

    /// <summary>Starts Redis with the data that it had acknowledged, and waits until it accepts connections.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName,
            "--save", "", "--appendonly", "yes", "--appendfsync", "no", "--loglevel", "warning", "--logfile", "redis.log",
        ]))!;
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port);
                return;
            }
            catch (SocketException) when (since.Elapsed < TimeSpan.FromSeconds(30))
            {
                await Task.Delay(20);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Suspends the process; its connections stay open without answers.</summary>
    public Task SuspendAsync() => SignalAsync("-STOP");

    public Task ContinueAsync() => SignalAsync("-CONT");

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
