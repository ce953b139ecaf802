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

    /// <summary>The attributes of single claims: the attribute, the claim's type, and all names of the claim.</summary>
    internal List<(string Attribute, string Type, string[] Names)> Claims { get; } = [];

    /// <summary>The attributes of cookies that are not essential, with their cookies.</summary>
    internal List<(string Attribute, string Cookie)> Cookies { get; } = [];

    /// <summary>Called for a request that no endpoint is selected for yet, without a route value: the request, the attribute and the key.</summary>
    internal Action<HttpContext, string, string>? RouteValueIsMissing { get; set; }

    /// <summary>Whether the cookies of a request that are not essential may be read. <c>null</c>: always.</summary>
    internal Func<HttpContext, bool>? MayReadCookies { get; set; }

    /// <summary>Adds an attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="read">Returns the value, or <c>null</c> for none. It must not ask for the user of the request. If it throws, the request fails with an error that names the attribute.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes Add(string name, Func<HttpContext, Value?> read)
    {
        _ = AttributeName.Of(name);
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add((http, found) => AddTo(found, name, Read(http, read, name)));
    }

    /// <summary>Adds any number of attributes.</summary>
    /// <param name="read">Returns the attributes. It must not ask for the user of the request. If it throws, the request fails.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes Add(Func<HttpContext, Attributes> read)
    {
        _ = read ?? throw new ArgumentNullException(nameof(read));
        return Add((http, found) => found.AddRange(Read(http, read, null) ?? throw new InvalidOperationException("a function that makes attributes returned null; return Attributes.Empty")));
    }

    /// <summary>
    /// Adds the first claim of a type. A claim of the type boolean is a boolean and one of a type of numbers a number, as
    /// the handlers of tokens make them; an integer beyond ±2^53 and other claims are strings.
    /// A user who is not authenticated has none. Without a claim of the type, the well-known other names
    /// of the claim count: <c>sub</c> and <see cref="System.Security.Claims.ClaimTypes.NameIdentifier"/> are the same.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claim's type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddClaim(string name, string? type = null)
    {
        ReadsClaims = true;
        type = AttributeName.OfSource("claim", type, name);
        var names = ClaimTypeNames.Of(type);
        _ = Add(name, http => ClaimValue.First(http.User, names));
        Claims.Add((name, type, names));
        return this;
    }

    /// <summary>
    /// Adds all claims of a type, such as roles, as an array; no attribute if there are none. The names and values of claims are those of
    /// <see cref="AddClaim"/>.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="type">The claims' type. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddClaims(string name, string? type = null)
    {
        ReadsClaims = true;
        var names = ClaimTypeNames.Of(AttributeName.OfSource("claim", type, name));
        return Add(name, http => ClaimValue.All(http.User, names));
    }

    /// <summary>Adds a header as a string; several values are joined by commas.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="header">The header. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddHeader(string name, string? header = null)
    {
        header = HeaderName.Of("header", header, name);
        return Add(name, http => (string?)http.Request.Headers[header]);
    }

    /// <summary>
    /// Adds a cookie as a string. Without the visitor's <see cref="GrowthBookRequestOptions.Consent"/> the cookie is not read, and the user does not
    /// have the attribute, unless the cookie is essential.
    /// </summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="cookie">The cookie. Default: <c>null</c>, the attribute's name.</param>
    /// <param name="isEssential">
    /// Whether the cookie is read without consent too, such as that of a language, as <see cref="CookieBuilder.IsEssential"/> says of the response. Default: <c>false</c>.
    /// </param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddCookie(string name, string? cookie = null, bool isEssential = false)
    {
        cookie = HeaderName.Of("cookie", cookie, name);
        _ = Add(name, http => isEssential || MayReadCookies?.Invoke(http) != false ? http.Request.Cookies[cookie] : null);
        if (!isEssential)
            Cookies.Add((name, cookie));
        return this;
    }

    /// <summary>Adds a route value as a string. The routing must have run: middleware before it and <c>ForVariation</c> make the user without the attribute, which a warning says.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="key">The route value's key. Default: <c>null</c>, the attribute's name.</param>
    /// <returns>These attributes.</returns>
    public RequestAttributes AddRouteValue(string name, string? key = null)
    {
        key = AttributeName.OfSource("route value", key, name);
        return Add(name, http =>
        {
            var text = RouteText(http, key);
            if (text is null && http.GetEndpoint() is null)
                RouteValueIsMissing?.Invoke(http, name, key);
            return text;
        });
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

    /// <summary>Returns the text of a route value; <c>null</c> without one.</summary>
    internal static string? RouteText(HttpContext http, string key) =>
        Convert.ToString(http.GetRouteValue(key), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null;

    /// <summary>Calls a function of the application.</summary>
    private static T Read<T>(HttpContext http, Func<HttpContext, T> read, string? name)
    {
        try
        {
            return read(http);
        }
        catch (Exception error) when (ApplicationFunction.IsNamed(error))
        {
            throw new InvalidOperationException(
                name is null ? "the function that makes several attributes of a request's user failed" : $"the function of the attribute `{name}` of a request's user failed", error);
        }
    }
}
