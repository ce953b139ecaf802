using System.Globalization;
using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// An immutable URL with the members of the URL Standard's <c>URL</c> class (section 6.1), encoded as the standard serialises
/// them.
/// </summary>
internal sealed class WebUrl
{
    /// <summary>The URL that the parser found.</summary>
    public WebUrl(UrlDraft draft)
        : this(draft, draft.Segments.ToArray(), draft.Query)
    {
    }

    private WebUrl(UrlDraft draft, string[] segments, string? query)
    {
        Scheme = draft.Scheme;
        Username = draft.Username;
        Password = draft.Password;
        HostName = draft.Host;
        PortNumber = draft.Port;
        OpaquePath = draft.OpaquePath;
        Segments = segments;
        Query = query;
        Fragment = draft.Fragment;
    }

    /// <summary>The scheme without its colon.</summary>
    public string Scheme { get; }

    /// <summary>The host, or null when the URL has none at all.</summary>
    public string? HostName { get; }

    /// <summary>The port, or null when absent or the default of the scheme.</summary>
    public int? PortNumber { get; }

    /// <summary>The path of a URL that cannot have segments, otherwise null.</summary>
    public string? OpaquePath { get; }

    /// <summary>The segments of the path; never written to after construction.</summary>
    public string[] Segments { get; }

    /// <summary>The query without its question mark; null when absent, which <see cref="Search"/> hides.</summary>
    public string? Query { get; }

    /// <summary>The fragment without its number sign; null when absent.</summary>
    public string? Fragment { get; }

    /// <summary>The user name.</summary>
    public string Username { get; }

    /// <summary>The password.</summary>
    public string Password { get; }

    /// <summary>The scheme with its colon.</summary>
    public string Protocol => Scheme + ":";

    /// <summary>The host without the port; <c>""</c> when there is none.</summary>
    public string Hostname => HostName ?? "";

    /// <summary>The port, or <c>""</c> when absent or the default of the scheme.</summary>
    public string Port => PortNumber?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>The host, with a colon and the port if it is not the default.</summary>
    public string Host => PortNumber is null ? Hostname : Hostname + ":" + Port;

    /// <summary>The path; <c>""</c> only for a URL that is not special.</summary>
    public string Pathname => OpaquePath ?? (Segments.Length == 0 ? "" : "/" + string.Join("/", Segments));

    /// <summary>The query with its question mark, or <c>""</c> when it is absent or empty.</summary>
    public string Search => string.IsNullOrEmpty(Query) ? "" : "?" + Query;

    /// <summary>The fragment with its number sign, or <c>""</c> when it is absent or empty.</summary>
    public string Hash => string.IsNullOrEmpty(Fragment) ? "" : "#" + Fragment;

    /// <summary>The query as decoded pairs in their order, duplicates included.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SearchParams => FormUrlEncoded.Parse(Query ?? "");

    /// <summary>
    /// The origin of a special URL; the text <c>null</c> for <c>file:</c> and every other scheme, except that
    /// <c>blob:</c> has the origin of the http or https URL in its path (URL Standard, section 4.7).
    /// </summary>
    public string Origin
    {
        get
        {
            var owner = Scheme == "blob" ? Parse(Pathname) : this;
            var hasOrigin = owner is not null && (Scheme == "blob"
                ? owner.Scheme is "http" or "https"
                : SpecialScheme.DefaultPort(Scheme) is not null);
            return hasOrigin ? owner!.Protocol + "//" + owner.Host : "null";
        }
    }

    /// <summary>The whole URL ("URL serializer").</summary>
    /// <example><c>/.</c> separates a path that starts with two slashes from an absent host: <c>web+x:/.//y</c>.</example>
    public string Href
    {
        get
        {
            var text = new StringBuilder(Protocol);
            if (HostName is not null)
            {
                text.Append("//").Append(Username);
                text.Append(Password.Length > 0 ? ":" : "").Append(Password);
                text.Append(Username.Length > 0 || Password.Length > 0 ? "@" : "").Append(Host);
            }
            else if (Segments.Length > 1 && Segments[0].Length == 0)
            {
                text.Append("/.");
            }
            text.Append(Pathname);
            text.Append(Query is null ? "" : "?" + Query);
            text.Append(Fragment is null ? "" : "#" + Fragment);
            return text.ToString();
        }
    }

    /// <summary>
    /// Parses a URL, relative to a base when one is given. Null where the URL constructor would throw: no scheme
    /// and no base, a malformed host or port, or text other than a fragment against a base with an opaque path.
    /// </summary>
    public static WebUrl? Parse(string input, WebUrl? baseUrl = null) => UrlParser.Parse(input, baseUrl);

    /// <summary>
    /// The same URL with its query replaced by the serialised pairs, as any change of <c>searchParams</c> does
    /// (URL Standard, section 6.2, "update"). An empty list removes the query.
    /// </summary>
    /// <remarks>
    /// An opaque path loses its trailing spaces when there is no fragment. The standard requires that only if
    /// the query is removed too; Node 20 always does it.
    /// </remarks>
    /// <example><c>?a=%7E</c> stays <c>?a=%7E</c>, but <c>?a=b%20c</c> becomes <c>?a=b+c</c>.</example>
    public WebUrl WithSearchParams(IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        var draft = new UrlDraft(Scheme) { Fragment = Fragment };
        draft.CopyAuthority(this);
        draft.OpaquePath = Fragment is null ? OpaquePath?.TrimEnd(' ') : OpaquePath;
        return new WebUrl(draft, Segments, pairs.Count == 0 ? null : FormUrlEncoded.Serialize(pairs));
    }
}
