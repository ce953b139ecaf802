using System.Diagnostics;
using System.Globalization;
using GrowthBook.Client.Endurance.Server;

namespace GrowthBook.Client.Endurance.Load;

/// <summary>The server process: controlled by requests, killed, and restarted at the same address.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly HttpClient _control = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly HeldPort _port = new();
    private readonly HeldPort _controlPort = new();
    private Process? _process;

    public string Url => $"http://127.0.0.1:{_port.Number}";

    public async Task StartAsync(int version)
    {
        var invariant = CultureInfo.InvariantCulture;
        _process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, ["server", _port.Number.ToString(invariant), _controlPort.Number.ToString(invariant), version.ToString(invariant)])
        { RedirectStandardInput = true })!;
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await ConnectionsAsync();
                return;
            }
            catch (HttpRequestException) when (since.Elapsed < TimeSpan.FromSeconds(30) && !_process.HasExited)
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

    public Task PublishAsync(int version) => ControlAsync(string.Create(CultureInfo.InvariantCulture, $"publish?version={version}"));

    public Task SetFaultAsync(string key, ServerFault fault) => ControlAsync($"fault?key={key}&fault={fault}");

    /// <summary>The number of open connections of clients.</summary>
    public async Task<int> ConnectionsAsync() =>
        int.Parse(await ControlAsync("connections"), CultureInfo.InvariantCulture);

    /// <summary>The number of answers of the current process, by kind.</summary>
    public async Task<Dictionary<string, int>> AnswersAsync() =>
        (await ControlAsync("answers")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

    public void Dispose()
    {
        _process?.Kill();
        _process?.Dispose();
        _control.Dispose();
        _port.Dispose();
        _controlPort.Dispose();
    }

    private async Task<string> ControlAsync(string order)
    {
        using var response = await _control.PostAsync(new Uri($"http://127.0.0.1:{_controlPort.Number}/{order}"), null);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync();
    }
}
