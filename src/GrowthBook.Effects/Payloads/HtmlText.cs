namespace GrowthBook.Client;

/// <summary>Recognises HTML and XML where JSON was expected, such as the page of a proxy or a sign-in.</summary>
internal static class HtmlText
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Whether the first character that is no white space is <c>&lt;</c>, which begins no JSON text.</summary>
    public static bool Is(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(ByteOrderMark))
            text = text.Slice(ByteOrderMark.Length);
        foreach (var b in text)
        {
            if (b is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return b == '<';
        }
        return false;
    }
}
