using System.Text;

namespace GrowthBook.Urls;

/// <summary>Percent-encoding and percent-decoding (URL Standard, section 1.3).</summary>
internal static class PercentEncoding
{
    private const string FragmentCharacters = " \"<>`";
    private const string QueryCharacters = " \"#<>";
    private const string PathCharacters = " \"#<>?`{}";
    private const string UserInfoCharacters = " \"#<>?`{}/:;=@[\\]^|";

    /// <summary>
    /// Encodes the characters of the set as UTF-8 <c>%XX</c>. No set contains the percent sign: text that is
    /// already encoded, or malformed like <c>%zz</c>, stays unchanged.
    /// </summary>
    public static string Encode(string text, int start, int end, EncodeSet set)
    {
        var result = new StringBuilder(end - start);
        for (var i = start; i < end; i++)
        {
            if (!Contains(set, text[i]))
            {
                result.Append(text[i]);
                continue;
            }
            var codePoint = Utf16.CodePointAt(text, i);
            Append(result, codePoint);
            i += Utf16.Length(codePoint) - 1;
        }
        return result.ToString();
    }

    /// <summary>Appends the UTF-8 bytes of a code point, each as <c>%XX</c> in upper case.</summary>
    public static void Append(StringBuilder target, int codePoint)
    {
        Span<byte> bytes = stackalloc byte[4];
        foreach (var b in bytes.Slice(0, Utf8.Encode(codePoint, bytes)))
            target.Append('%').Append(Hexadecimal.Upper[b >> 4]).Append(Hexadecimal.Upper[b & 0xF]);
    }

    /// <summary>
    /// Percent-decodes and then decodes the bytes as UTF-8, with U+FFFD for malformed sequences. A percent sign
    /// without two hexadecimal digits after it stays.
    /// </summary>
    public static string Decode(string text)
    {
        if (text.IndexOf("%", StringComparison.Ordinal) < 0)
            return text;
        var bytes = new byte[text.Length * Utf8.MaxBytesPerUnit];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i] == '%' ? Hexadecimal.Parse(text, i + 1, 2) : -1;
            if (value >= 0)
            {
                bytes[count++] = (byte)value;
                i += 2;
                continue;
            }
            var codePoint = Utf16.CodePointAt(text, i);
            count += Utf8.Encode(codePoint, bytes.AsSpan(count));
            i += Utf16.Length(codePoint) - 1;
        }
        return Utf8.GetString(bytes.AsSpan(0, count));
    }

    private static bool Contains(EncodeSet set, char c)
    {
        if (c is < ' ' or > '~')
            return true;
        return set switch
        {
            EncodeSet.Fragment => Has(FragmentCharacters, c),
            EncodeSet.Query => Has(QueryCharacters, c),
            EncodeSet.SpecialQuery => c == '\'' || Has(QueryCharacters, c),
            EncodeSet.Path => Has(PathCharacters, c),
            EncodeSet.UserInfo => Has(UserInfoCharacters, c),
            _ => false,
        };
    }

    private static bool Has(string characters, char c) => characters.AsSpan().IndexOf(c) >= 0;
}
