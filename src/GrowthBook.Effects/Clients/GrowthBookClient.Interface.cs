namespace GrowthBook.Client;

/// <content>The client as the interface that application code can fake.</content>
public sealed partial class GrowthBookClient : IGrowthBookClient
{
    IGrowthBookUser IGrowthBookClient.User(Attributes attributes, string url) => User(attributes, url);

    async ValueTask<IGrowthBookUser> IGrowthBookClient.UserAsync(Attributes attributes, string url, CancellationToken cancellationToken) =>
        await UserAsync(attributes, url, cancellationToken).ConfigureAwait(false);
}
