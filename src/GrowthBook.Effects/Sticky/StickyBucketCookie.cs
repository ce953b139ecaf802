namespace GrowthBook.Client;

/// <summary>A cookie that holds a sticky bucket document, encoded as the browser's SDK does with js-cookie.</summary>
/// <param name="Name">The encoded name; it holds the attribute's value, so do not log it.</param>
/// <param name="Value">The encoded value.</param>
public sealed record StickyBucketCookie(string Name, string Value)
{
    /// <summary>How long the browser keeps it: 180 days.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromDays(180);

    /// <summary>
    /// The value of a <c>Set-Cookie</c> header. Append it as it is: a framework's function for cookies would encode the
    /// parts once more.
    /// </summary>
    /// <returns><c>name=value; Max-Age=15552000; Path=/</c></returns>
    public override string ToString() => $"{Name}={Value}; Max-Age=15552000; Path=/";
}

/// <summary>A cookie that has the name of a sticky bucket document and was left out.</summary>
/// <param name="Name">The cookie's name as it came; it holds the attribute's value, so do not log it.</param>
/// <param name="Reason">The fault without values, in lower case without a final period.</param>
public sealed record StickyBucketCookieFault(string Name, string Reason);
