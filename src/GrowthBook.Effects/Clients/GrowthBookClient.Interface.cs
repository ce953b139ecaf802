namespace GrowthBook.Client;

/// <content>The client as the interface that application code can fake.</content>
public sealed partial class GrowthBookClient : IGrowthBookClient
{
    IGrowthBookUser IGrowthBookClient.User(Attributes attributes, string url) => User(attributes, url);

    IGrowthBookUser IGrowthBookClient.UserWithoutLookup(Attributes attributes, string url) => UserWithoutLookup(attributes, url);

    async ValueTask<IGrowthBookUser> IGrowthBookClient.UserAsync(Attributes attributes, string url, CancellationToken cancellationToken) =>
        await UserAsync(attributes, url, cancellationToken).ConfigureAwait(false);

    async ValueTask<IGrowthBookUser> IGrowthBookClient.UserAsync(IGrowthBookUser user, CancellationToken cancellationToken) =>
        (user ?? throw new ArgumentNullException(nameof(user))) is GrowthBookUser real
            ? await UserAsync(real, cancellationToken).ConfigureAwait(false)
            : throw new ArgumentException($"the user is a {user.GetType().Name} and not a user of this client; create it with UserAsync of this client", nameof(user));
}
