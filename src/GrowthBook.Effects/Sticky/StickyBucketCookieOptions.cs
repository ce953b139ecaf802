using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>Options of <see cref="CookieStickyBuckets"/>; those of the browser's SDK have to be the same.</summary>
public sealed class StickyBucketCookieOptions
{
    /// <summary>The prefix of cookie names that GrowthBook's SDKs use.</summary>
    public const string DefaultPrefix = "gbStickyBuckets__";

    /// <summary>The prefix of the cookies' names: letters, digits and <c>-_.!~*'</c>, at least one. Default: <see cref="DefaultPrefix"/>.</summary>
    public string Prefix { get; set => field = value is { Length: > 0 } ? value : DefaultPrefix; } = DefaultPrefix;

    /// <summary>
    /// The domain whose hosts share the cookies, such as <c>shop.example</c>. Default: <c>null</c>, the host of the request only.
    /// </summary>
    public string? Domain { get; set => field = value is { Length: > 0 } ? value : null; }

    /// <summary>Returns all faults of the options.</summary>
    /// <returns>Messages such as <c>StickyBucketCookieOptions.Domain: must be …, was …</c>; none if the options are valid.</returns>
    public ImmutableArray<string> Validate()
    {
        var faults = new OptionFaults(nameof(StickyBucketCookieOptions));
        faults.Check(Prefix.All(IsPlain), nameof(Prefix), "letters, digits and -_.!~*' only", $"`{Prefix}`");
        faults.Check(
            Domain is null || (Domain.All(static c => c < 128) && Uri.CheckHostName(WithoutDot(Domain)) == UriHostNameType.Dns),
            nameof(Domain), "the name of a domain in ASCII, such as shop.example", $"`{Domain}`");
        return faults.ToImmutable();
    }

    /// <summary>Returns whether a browser accepts the domain from a host: the host is the domain or in it.</summary>
    internal static bool Covers(string domain, string host)
    {
        domain = WithoutDot(domain);
        return host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            && (host.Length == domain.Length || host[host.Length - domain.Length - 1] == '.');
    }

    private static string WithoutDot(string domain) => domain.Length > 1 && domain[0] == '.' ? domain.Substring(1) : domain;

    /// <summary>Whether both js-cookie and encodeURIComponent leave a character of a name unchanged.</summary>
    private static bool IsPlain(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_' or '.' or '!' or '~' or '*' or '\'';
}
