using System.Text;

namespace GrowthBook.Client;

/// <summary>The source of a client that evaluates remotely: a payload without features, because the server has the rules.</summary>
internal sealed class RemotePayloadSource : IPayloadSource
{
    private static readonly byte[] NoFeatures = Encoding.UTF8.GetBytes("""{"features":{}}""");

    /// <inheritdoc/>
    public PayloadOrigin Origin => PayloadOrigin.Remote;

    /// <inheritdoc/>
    public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => new(new PayloadFetch.Loaded(NoFeatures));
}
