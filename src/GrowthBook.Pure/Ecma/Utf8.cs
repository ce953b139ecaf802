using System.Text;

namespace GrowthBook;

/// <summary>UTF-8 as the Encoding Standard defines it; the bytes may be malformed.</summary>
internal static class Utf8
{
    /// <summary>The most bytes that one code unit of UTF-16 takes.</summary>
    public const int MaxBytesPerUnit = 3;

    /// <summary>
    /// The text of the bytes ("UTF-8 decode without BOM"). Each maximal prefix of a sequence that cannot be completed
    /// becomes one U+FFFD: the bytes <c>E2 82 41</c> give <c>"\uFFFDA"</c>, and <c>ED A0 80</c> gives three U+FFFD.
    /// </summary>
    public static string GetString(ReadOnlySpan<byte> bytes) =>
#if NET
        Encoding.UTF8.GetString(bytes);
#else
        bytes.Length == 0 ? "" : Encoding.UTF8.GetString(bytes.ToArray()) is var text && text.IndexOf(Utf16.Replacement) < 0 ? text : Decode(bytes);
#endif

    /// <summary>Whether the bytes are that text, and ASCII.</summary>
    public static bool IsAsciiOf(ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length != text.Length)
            return false;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (utf8[i] != text[i] || utf8[i] > 0x7F)
                return false;
        }
        return true;
    }

    /// <summary>Writes the bytes of a code point and returns their number, 1 to 4.</summary>
    public static int Encode(int codePoint, Span<byte> target)
    {
        if (codePoint < 0x80)
        {
            target[0] = (byte)codePoint;
            return 1;
        }
        var trailing = codePoint < 0x800 ? 1 : codePoint < 0x10000 ? 2 : 3;
        var mark = trailing == 1 ? 0xC0 : trailing == 2 ? 0xE0 : 0xF0;
        target[0] = (byte)(mark | (codePoint >> (6 * trailing)));
        for (var i = 1; i <= trailing; i++)
            target[i] = (byte)(0x80 | ((codePoint >> (6 * (trailing - i))) & 0x3F));
        return trailing + 1;
    }

    /// <summary>
    /// The bytes of JSON text. UTF-8 cannot hold a lone surrogate, so it becomes an escape.
    /// </summary>
    public static byte[] OfJson(string json)
    {
        if (Utf16.IsWellFormed(json))
            return Encoding.UTF8.GetBytes(json);
        var escaped = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; i++)
        {
            if (Utf16.IsLoneSurrogate(json, i))
                Hexadecimal.Append(escaped.Append("\\u"), json[i], 4);
            else
                escaped.Append(json[i]);
        }
        return Encoding.UTF8.GetBytes(escaped.ToString());
    }

#if !NET
    // .NET Framework gives another number of U+FFFD for malformed bytes.
    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        var at = 0;
        while (at < bytes.Length)
        {
            int first = bytes[at++];
            var needed = Trailing(first);
            if (needed == 0)
            {
                text.Append(first < 0x80 ? (char)first : Utf16.Replacement);
                continue;
            }
            var lower = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
            var upper = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
            var codePoint = first & (0x3F >> needed);
            while (needed > 0 && at < bytes.Length && bytes[at] >= lower && bytes[at] <= upper)
            {
                codePoint = (codePoint << 6) | (bytes[at++] & 0x3F);
                needed--;
                (lower, upper) = (0x80, 0xBF);
            }
            Utf16.Append(text, needed == 0 ? codePoint : Utf16.Replacement);
        }
        return text.ToString();
    }

    private static int Trailing(int first) =>
        first is >= 0xC2 and <= 0xDF ? 1 : first is >= 0xE0 and <= 0xEF ? 2 : first is >= 0xF0 and <= 0xF4 ? 3 : 0;
#endif
}
