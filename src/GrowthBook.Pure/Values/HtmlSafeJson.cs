namespace GrowthBook;

/// <summary>
/// JSON text that is safe in a script element: the characters &lt;, &gt;, &amp; and ' as the escapes that System.Text.Json writes for them.
/// In JSON they occur in strings only.
/// </summary>
internal static class HtmlSafeJson
{
    private const string Digits = "0123456789ABCDEF";

    private static ReadOnlySpan<byte> Unsafe => "<>&'"u8;

    /// <summary>Escapes the characters; a text without them stays as it is.</summary>
    /// <param name="text">JSON text in UTF-8.</param>
    public static void Escape(ref PooledBytes text)
    {
        if (text.Items.IndexOfAny(Unsafe) < 0)
            return;
        var escaped = new PooledBytes(text.Count + 64);
        var rest = text.Items;
        for (var at = rest.IndexOfAny(Unsafe); at >= 0; at = rest.IndexOfAny(Unsafe))
        {
            escaped.Append(rest[..at]);
            escaped.Append("\\u00"u8);
            escaped.Add((byte)Digits[rest[at] >> 4]);
            escaped.Add((byte)Digits[rest[at] & 15]);
            rest = rest[(at + 1)..];
        }
        escaped.Append(rest);
        text.Return();
        text = escaped;
    }
}
