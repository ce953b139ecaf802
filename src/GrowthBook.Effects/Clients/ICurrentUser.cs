namespace GrowthBook.Client;

/// <summary>
/// Gives the user for whom code runs at present, to code that gets no user, such as a feature manager. It is a singleton; that of a
/// named client has the client's name as its key. <c>AddAspNetCore</c> of the package <c>GrowthBook.AspNetCore</c> registers one, which
/// gives the user of the HTTP request. Implementations must be thread-safe.
/// </summary>
public interface ICurrentUser
{
    /// <summary>Returns the present user.</summary>
    /// <returns>The user; <c>null</c> if there is none, such as in a background service.</returns>
    ValueTask<GrowthBookUser?> GetAsync();
}
