using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>Gives the user of the current HTTP request. A singleton, which singletons can take too; thread-safe.</summary>
/// <example><code>
/// app.MapGet("/", async (IRequestUser request) => (await request.GetAsync()).IsOn("new-home") ? "new" : "old");
/// </code></example>
public interface IRequestUser
{
    /// <summary>
    /// Returns the user of the request. The first call makes it, from the attributes of
    /// <see cref="GrowthBookRequestOptions"/>; later calls return the same user, although claims or the payload have changed. Completes
    /// at once unless the client has a sticky bucket store or evaluates remotely.
    /// </summary>
    /// <returns>The user.</returns>
    /// <exception cref="InvalidOperationException">There is no HTTP request, or a function that makes an attribute asks for the user.</exception>
    /// <exception cref="OperationCanceledException">The client of the request has closed the connection.</exception>
    ValueTask<GrowthBookUser> GetAsync();
}
