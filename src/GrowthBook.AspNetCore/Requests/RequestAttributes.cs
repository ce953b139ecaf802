using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Functions that read a user's attributes from a request. If several functions give one name a value, the last one wins.
/// </summary>
/// <example><code>
/// options.Attributes
///     .AddClaim("plan")
///     .AddHeader("country", "CF-IPCountry")
///     .Add("loggedIn", http => http.User.Identity?.IsAuthenticated == true);
/// </code></example>
public sealed class RequestAttributes
{
    private readonly List<Action<HttpContext, List<KeyValuePair<string, Value>>>> _readers = [];

    /// <summary>Whether a function reads a claim, which is missing before the authentication.</summary>
    internal bool ReadsClaims { get; private set; }

    /// <summary>Adds an attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="read">Returns the value, or <c>null</c> for none. It must not ask for the user of the request. Its exceptions fail the request.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes Add(string name, Func<HttpContext, Value?> read)
    {
        _ = name ?? throw new ArgumentNullException(nameof(name));
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add((http, found) => AddTo(found, name, read(http)));
    }

    /// <summary>Adds any number of attributes.</summary>
    /// <param name="read">Returns the attributes. It must not ask for the user of the request. Its exceptions fail the request.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes Add(Func<HttpContext, Attributes> read)
    {
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add((http, found) => found.AddRange(read(http)));
    }

    /// <summary>Adds the first claim of a type as a string. A user who is not authenticated has none.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claim's type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddClaim(string name, string? type = null)
    {
        ReadsClaims = true;
        type ??= name;
        return Add(name, http => http.User.FindFirst(type)?.Value);
    }

    /// <summary>Adds all claims of a type, such as roles, as an array of strings; no attribute if there are none.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claims' type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddClaims(string name, string? type = null)
    {
        ReadsClaims = true;
        type ??= name;
        return Add(name, http => http.User.FindAll(type).Select(claim => claim.Value).ToArray() is { Length: > 0 } values ? values : null);
    }

    /// <summary>Adds a header as a string; several values are joined by commas.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="header">The header. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddHeader(string name, string? header = null)
    {
        header ??= name;
        return Add(name, http => (string?)http.Request.Headers[header]);
    }

    /// <summary>Adds a cookie as a string.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="cookie">The cookie. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddCookie(string name, string? cookie = null)
    {
        cookie ??= name;
        return Add(name, http => http.Request.Cookies[cookie]);
    }

    /// <summary>Adds a route value as a string. The routing must have run.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="key">The route value's key. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddRouteValue(string name, string? key = null)
    {
        key ??= name;
        return Add(name, http => RouteText(http, key));
    }

    /// <summary>
    /// Adds the facts about a request that GrowthBook's rules know by these names: <c>url</c>, <c>path</c>, <c>host</c>, <c>query</c>,
    /// <c>utmSource</c>, <c>utmMedium</c>, <c>utmCampaign</c>, <c>utmTerm</c>, <c>utmContent</c>, <c>userAgent</c> and <c>language</c>, the
    /// preferred language of the header <c>Accept-Language</c>. The visitor chooses all of them.
    /// </summary>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddRequestFacts() => Add(RequestFacts.Read);

    internal RequestAttributes Add(Action<HttpContext, List<KeyValuePair<string, Value>>> read)
    {
        _readers.Add(read);
        return this;
    }

    /// <summary>Reads all attributes of a request.</summary>
    internal List<KeyValuePair<string, Value>> Read(HttpContext http)
    {
        var found = new List<KeyValuePair<string, Value>>(_readers.Count + 1);
        foreach (var read in _readers)
            read(http, found);
        return found;
    }

    internal static void AddTo(List<KeyValuePair<string, Value>> found, string name, Value? value)
    {
        if (value is not (null or Value.Null))
            found.Add(new KeyValuePair<string, Value>(name, value));
    }

    private static Value? RouteText(HttpContext http, string key) =>
        Convert.ToString(http.GetRouteValue(key), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;
}
