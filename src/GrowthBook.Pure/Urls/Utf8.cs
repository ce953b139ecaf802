using System.Text;

namespace GrowthBook.Urls;

/// <summary>
/// UTF-8 as the Encoding Standard defines it. Written out because the number of U+FFFD that the framework's
/// own decoder gives for malformed bytes differs between the runtimes this library targets.
/// </summary>
internal static class Utf8
{
    private const string HexDigits = "0123456789ABCDEF";

    /// <summary>Appends the UTF-8 bytes of one code point, each as <c>%XX</c> in upper case.</summary>
    public static void AppendPercentEncoded(StringBuilder target, int codePoint)
    {
        if (codePoint < 0x80)
        {
            AppendByte(target, codePoint);
            return;
        }

        int trailing = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        int mark = trailing == 1 ? 0xC0 : trailing == 2 ? 0xE0 : 0xF0;
        AppendByte(target, mark | (codePoint >> (6 * trailing)));
        for (int i = trailing - 1; i >= 0; i--)
        {
            AppendByte(target, 0x80 | ((codePoint >> (6 * i)) & 0x3F));
        }
    }

    /// <summary>
    /// Decodes without looking for a byte order mark ("UTF-8 decode without BOM"). Never fails: each maximal
    /// prefix of a sequence that cannot be completed becomes one U+FFFD.
    /// </summary>
    /// <example>The bytes <c>E2 82 41</c> give <c>"\uFFFDA"</c>, but <c>ED A0 80</c> gives three U+FFFD.</example>
    public static string Decode(byte[] bytes, int count)
    {
        var text = new StringBuilder(count);
        int position = 0;
        while (position < count)
        {
            int first = bytes[position++];
            int needed = Trailing(first);
            if (needed == 0)
            {
                text.Append(first < 0x80 ? (char)first : '\uFFFD');
                continue;
            }

            int lower = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            int upper = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            int codePoint = first & (0x3F >> needed);
            while (needed > 0 && position < count && bytes[position] >= lower && bytes[position] <= upper)
            {
                codePoint = (codePoint << 6) | (bytes[position++] & 0x3F);
                needed--;
                lower = 0x80;
                upper = 0xBF;
            }

            AppendCodePoint(text, needed == 0 ? codePoint : 0xFFFD);
        }

        return text.ToString();
    }

    /// <summary>Appends a code point as one character or as a surrogate pair.</summary>
    public static void AppendCodePoint(StringBuilder target, int codePoint)
    {
        if (codePoint < 0x10000)
        {
            target.Append((char)codePoint);
        }
        else
        {
            target.Append((char)(0xD7C0 + (codePoint >> 10))).Append((char)(0xDC00 | (codePoint & 0x3FF)));
        }
    }

    private static int Trailing(int first) =>
        first is >= 0xC2 and <= 0xDF ? 1 : first is >= 0xE0 and <= 0xEF ? 2 : first is >= 0xF0 and <= 0xF4 ? 3 : 0;

    private static void AppendByte(StringBuilder target, int value) =>
        target.Append('%').Append(HexDigits[value >> 4]).Append(HexDigits[value & 15]);
}
