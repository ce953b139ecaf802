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
    /// Encodes the characters of the set as UTF-8 <c>%XX</c>. A percent sign is in no set: what is already
    /// encoded, or malformed like <c>%zz</c>, stays as it is.
    /// </summary>
    public static string Encode(string text, int start, int end, EncodeSet set)
    {
        var result = new StringBuilder(end - start);
        for (int i = start; i < end; i++)
        {
            if (!Contains(set, text[i]))
            {
                result.Append(text[i]);
            }
            else if (UrlInput.IsPair(text, i))
            {
                Utf8.AppendPercentEncoded(result, char.ConvertToUtf32(text[i], text[i + 1]));
                i++;
            }
            else
            {
                Utf8.AppendPercentEncoded(result, text[i]);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// Percent-decodes and then decodes the bytes as UTF-8, with U+FFFD for what is not UTF-8. A percent sign
    /// without two hexadecimal digits behind it stays.
    /// </summary>
    public static string Decode(string text)
    {
        if (text.IndexOf("%", StringComparison.Ordinal) < 0)
        {
            return text;
        }

        // A character takes three bytes at most, a pair four.
        byte[] bytes = new byte[text.Length * 3];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int value = text[i] == '%' ? EscapedByte(text, i) : -1;
            if (value >= 0)
            {
                bytes[count++] = (byte)value;
                i += 2;
            }
            else if (UrlInput.IsPair(text, i))
            {
                count += Encoding.UTF8.GetBytes(text, i, 2, bytes, count);
                i++;
            }
            else
            {
                count += Encoding.UTF8.GetBytes(text, i, 1, bytes, count);
            }
        }

        return Utf8.Decode(bytes, count);
    }

    private static int EscapedByte(string text, int percent)
    {
        if (percent + 2 >= text.Length)
        {
            return -1;
        }

        int high = UrlInput.HexValue(text[percent + 1]);
        int low = UrlInput.HexValue(text[percent + 2]);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static bool Contains(EncodeSet set, char c)
    {
        if (c is < ' ' or > '~')
        {
            return true;
        }

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

    private static bool Has(string characters, char c)
    {
        foreach (char candidate in characters)
        {
            if (candidate == c)
            {
                return true;
            }
        }

        return false;
    }
}
