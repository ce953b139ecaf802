using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.Client;

/// <summary>
/// Starts a client with the host, waits for <see cref="GrowthBookOptions.StartTimeout"/>, or without one for local files, and writes queued effects when the host
/// stops. Creates the client only at the start, after the host has reported the faults of all options.
/// </summary>
internal sealed class GrowthBookHostedService(IServiceProvider provider, string name) : IHostedService, IDisposable
{
    /// <summary>How long the host waits for local files.</summary>
    private static readonly TimeSpan LocalTimeout = TimeSpan.FromSeconds(5);

    private GrowthBookClient? _client;
    private ConfigurationReloads? _reloads;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _client = GrowthBookRegistration.ClientOf(provider, name);
        var timeout = GrowthBookRegistration.OptionsOf(provider, name).StartTimeout;
        var logger = GuardedLogger.Of(GrowthBookRegistration.LoggersOf(provider, name).CreateLogger(ClientLog.Category));
        if (!_client.IsRegistered)
            ClientLog.Replaced(logger);
        var calls = provider.GetServices<OptionsCall>().Count(call => call.Client == name);
        if (calls > 1)
            ClientLog.OptionsOfSeveralCalls(logger, calls);
        var configurations = provider.GetServices<OptionsConfiguration>().Where(each => each.Client == name).Select(each => each.Configuration).ToImmutableArray();
        HoursAndMinutes.Warn(logger, configurations);
        WholeConfigurationValidator.Warn(logger, configurations);
        _reloads = new ConfigurationReloads(logger, configurations);
        if (timeout is not { } limit)
        {
            await _client.Updater.StartLocallyAsync(LocalTimeout, cancellationToken).ConfigureAwait(false);
            return; // The log has the result of loading.
        }
        var start = await _client.StartAsync(limit, cancellationToken).ConfigureAwait(false);
        if (start.Reason is null)
            ClientLog.Started(logger, start.Origin);
        else
            ClientLog.StartedWithFault(logger, start.Origin, start.Reason);
    }

    /// <summary>The updates end with the client, which the container disposes of; requests may still be served until then.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _client?.FlushInTimeAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Ends the watch of the configuration.</summary>
    public void Dispose() => _reloads?.Dispose();
}
