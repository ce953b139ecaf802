namespace GrowthBook.Client;

/// <summary>
/// What application code needs of a <see cref="GrowthBookClient"/>. A service that takes this interface can be tested with a fake
/// client. The container has it for every registered client.
/// </summary>
public interface IGrowthBookClient
{
    /// <inheritdoc cref="GrowthBookClient.User"/>
    IGrowthBookUser User(Attributes attributes, string url = "");

    /// <inheritdoc cref="GrowthBookClient.UserAsync(Attributes, string, CancellationToken)"/>
    ValueTask<IGrowthBookUser> UserAsync(Attributes attributes, string url = "", CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.FlushAsync(CancellationToken)"/>
    Task FlushAsync(CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GrowthBookClient.FlushAsync(TimeSpan, CancellationToken)"/>
    Task<FlushResult> FlushAsync(TimeSpan timeout, CancellationToken cancellationToken = default);
}
