using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>Starts a client with the host, waiting as its options say, and writes what waits when the host stops.</summary>
internal sealed class GrowthBookHostedService(GrowthBookClient client, TimeSpan? startTimeout, ILogger logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = await client.StartAsync(startTimeout ?? TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        if (startTimeout is null)
            return; // Nobody asked to wait: what comes of loading is logged when it comes.
        if (start.Reason is null)
            ClientLog.Started(logger, start.Origin);
        else
            ClientLog.StartedWithFault(logger, start.Origin, start.Reason);
    }

    /// <summary>The updates end with the client, which the container disposes of; requests may still be served until then.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => client.FlushInTimeAsync(cancellationToken);
}
