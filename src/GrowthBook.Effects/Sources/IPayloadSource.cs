namespace GrowthBook.Client;

/// <summary>A source of payloads. The client makes one call at a time.</summary>
public interface IPayloadSource
{
    /// <summary>The origin of this source's payloads: <see cref="PayloadOrigin.Network"/> or <see cref="PayloadOrigin.Init"/>.</summary>
    PayloadOrigin Origin { get; }

    /// <summary>Fetches the current payload.</summary>
    /// <param name="knownETag">The entity tag of the payload in use; <c>null</c> if there is none.</param>
    /// <param name="cancellationToken">Cancels the fetch.</param>
    /// <returns>The payload, "not modified", or a failure. Throws only if cancelled.</returns>
    ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken);
}
