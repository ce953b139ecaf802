using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>How sticky bucket assignments are kept in cookies.</summary>
public sealed class StickyCookieOptions
{
    /// <summary>The prefix of the cookies' names, as of <see cref="StickyBucketCookieOptions.Prefix"/>. Default: <see cref="StickyBucketCookieOptions.DefaultPrefix"/>.</summary>
    public string Prefix { get; set; } = StickyBucketCookieOptions.DefaultPrefix;

    /// <summary>The domain whose hosts share the cookies, such as <c>shop.example</c>. Default: <c>null</c>, the host of the request only.</summary>
    public string? Domain { get; set; }

    /// <summary>
    /// The bytes of name and value that a cookie may have, from 256 to 4,096 inclusive. A larger cookie is neither read nor written: a new
    /// assignment that does not fit is lost. Default: 4,096, the limit of browsers.
    /// </summary>
    public int MaxBytes { get; set; } = StickyBucketCookie.MaxBytes;

    /// <summary>
    /// Whether ASP.NET Core's data protection encrypts and signs the documents, so that a visitor cannot choose a variation. The browser's
    /// SDK cannot read such cookies; give them a prefix of their own. Default: <c>false</c>.
    /// </summary>
    public bool IsProtected { get; set; }

    internal StickyBucketCookieOptions Format()
    {
        if (MaxBytes is < 256 or > StickyBucketCookie.MaxBytes)
            throw new ArgumentException($"StickyCookieOptions.MaxBytes: must be from 256 to {StickyBucketCookie.MaxBytes}, was {MaxBytes}");
        return new StickyBucketCookieOptions { Prefix = Prefix, Domain = Domain };
    }
}
