using System.Globalization;
using System.Text.Json.Serialization;

namespace GrowthBook.Client;

/// <summary>A cookie that holds a sticky bucket document, encoded as the browser's SDK does with js-cookie.</summary>
/// <param name="Name">The encoded name; it holds the attribute's value, so do not log it.</param>
/// <param name="Value">The encoded value.</param>
[JsonConverter(typeof(StickyCookieJsonConverter))]
public sealed record StickyBucketCookie(string Name, string Value)
{
    /// <summary>The bytes of name and value that browsers store at most: 4,096. They ignore a cookie that has more.</summary>
    public const int MaxBytes = 4096;

    /// <summary>How long the browser keeps the cookie: 180 days. Zero removes the cookie.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(180);

    /// <summary>The domain whose hosts share the cookie. Default: <c>null</c>, the host of the request only.</summary>
    public string? Domain { get; init; }

    /// <summary>The bytes of name and value.</summary>
    public int Bytes => Name.Length + Value.Length;

    /// <summary>Whether there are more than seven eighths of <see cref="MaxBytes"/>, so that further assignments may not fit.</summary>
    public bool IsNearlyFull => Bytes > MaxBytes / 8 * 7;

    /// <summary>Whether there are more than <see cref="MaxBytes"/>, so that browsers keep the cookie's former value.</summary>
    public bool IsTooLarge => Bytes > MaxBytes;

    /// <summary>
    /// The value of a <c>Set-Cookie</c> header. Append it as it is: a framework's function for cookies would encode the
    /// parts once more.
    /// </summary>
    /// <returns><c>name=value; Max-Age=15552000; Path=/</c>, and <c>; Domain=…</c> if there is one.</returns>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0}={1}; Max-Age={2:0}; Path=/", Name, Value, MaxAge.TotalSeconds) + (Domain is null ? "" : "; Domain=" + Domain);
}

/// <summary>A cookie that has the name of a sticky bucket document and was left out.</summary>
/// <param name="Name">The cookie's name as it came; it holds the attribute's value, so do not log it.</param>
/// <param name="Reason">The fault without values, in lower case without a final period.</param>
[JsonConverter(typeof(StickyCookieJsonConverter))]
public sealed record StickyBucketCookieFault(string Name, string Reason);
