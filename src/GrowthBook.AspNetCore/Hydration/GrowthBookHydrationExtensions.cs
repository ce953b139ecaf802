using GrowthBook.AspNetCore;
using Microsoft.AspNetCore.Html;

namespace Microsoft.AspNetCore.Http;

/// <summary>Hands the features of a request's user to the page.</summary>
public static class GrowthBookHydrationExtensions
{
    /// <summary>
    /// Returns a script element that sets <c>window.growthBookHydration</c> for GrowthBook's JavaScript SDK: <c>payload</c> for
    /// <c>initSync</c>, and <c>deferredTrackingCalls</c> for <c>setDeferredTrackingCalls</c>, which are empty unless
    /// <see cref="GrowthBookRequestOptions.DefersTracking"/> is set. The payload has values and no targeting rules. The
    /// response is <c>private</c> or stricter, also with <see cref="GrowthBookRequestOptions.AllowsCaching"/>. Write it after the last flag of the page is read.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <param name="nonce">The nonce of the page's content security policy. Default: <c>null</c>, none.</param>
    /// <param name="includes">
    /// Chooses the features by their keys, with the deferred exposures of their experiments; a page's source shows all of them to its reader. The exposures of other
    /// features are not tracked. Default: <c>null</c>, all.
    /// </param>
    /// <param name="tracks">Whether the browser tracks exposures: of a feature when the page uses it, and the deferred ones. Default: <c>true</c>.</param>
    /// <returns>The element, which is safe in HTML.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAspNetCore</c> was not called.</exception>
    public static ValueTask<HtmlString> GetGrowthBookHydrationAsync(
        this HttpContext http, string? nonce = null, Func<string, bool>? includes = null, bool tracks = true) =>
        PageHydration.ScriptAsync(http ?? throw new ArgumentNullException(nameof(http)), nonce, includes, tracks);
}
