namespace GrowthBook.Client;

/// <summary>Where payloads come from. Called by one caller at a time.</summary>
public interface IPayloadSource
{
    /// <summary>What a payload of this source is said to come from: <see cref="PayloadOrigin.Network"/> or <see cref="PayloadOrigin.Init"/>.</summary>
    PayloadOrigin Origin { get; }

    /// <summary>Fetches the current payload.</summary>
    /// <param name="knownETag">The entity tag of the payload in use; <c>null</c> when there is none.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    /// <returns>The payload, or that it is unchanged, or why there is none. Throws for nothing but cancellation.</returns>
    ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken);
}
