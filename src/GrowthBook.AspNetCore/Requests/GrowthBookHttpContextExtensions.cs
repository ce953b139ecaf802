using GrowthBook.AspNetCore;
using GrowthBook.Client;

namespace Microsoft.AspNetCore.Http;

/// <summary>The user of a request.</summary>
public static class GrowthBookHttpContextExtensions
{
    /// <summary>Returns the user of a request; the first call makes it. The same as <see cref="IRequestUser.GetAsync"/> of the service.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The user.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called, or a function that makes an attribute asks for the user.</exception>
    public static ValueTask<GrowthBookUser> GetGrowthBookUserAsync(this HttpContext http) =>
        RequestUser.Of(http ?? throw new ArgumentNullException(nameof(http))).GetAsync();
}
