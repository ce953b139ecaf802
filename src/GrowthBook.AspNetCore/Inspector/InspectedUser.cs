using GrowthBook.Client;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.AspNetCore;

/// <summary>The visitor at the URL that the page asks about, as it is and with the changed attributes. Evaluating it reports nothing.</summary>
/// <param name="Context">The visitor's context.</param>
/// <param name="Changed">The context with the changed attributes; the same if nothing is changed.</param>
/// <param name="Forced">The values that the visitor's cookie forces.</param>
internal sealed record InspectedUser(Context Context, Context Changed, ForcedValues Forced)
{
    /// <summary>Returns the user of a request's body, <c>{"url":…,"attributes":{…}}</c>; both members can be absent.</summary>
    public static async Task<InspectedUser> OfAsync(HttpContext http, GrowthBookClient client, ForcedCookie cookie, Value.Object body)
    {
        var request = http.Request;
        var url = body["url"].AsString() ?? HomeOf(request);
        var user = (await http.GetGrowthBookUserAsync()).WithUrl(url);
        // A server that evaluates remotely has not evaluated for this URL.
        if (client.UsersNeedLookup)
            user = await client.UserAsync(user, http.RequestAborted);
        var changed = user;
        if (body["attributes"] is Value.Object { Count: > 0 } changes)
        {
            changed = user.WithAttributes(Attributes.From(changes));
            if (client.UsersNeedLookup)
                changed = await client.UserAsync(changed, http.RequestAborted);
        }
        return new InspectedUser(user.Context, changed.Context, cookie.Read(request));
    }

    private static string HomeOf(HttpRequest request) =>
        Uri.TryCreate(RequestUrl.Of(request), UriKind.Absolute, out var url) && Uri.TryCreate(url, request.PathBase.ToUriComponent() + "/", out var home) ? home.AbsoluteUri : "";
}
