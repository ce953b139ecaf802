using System.Text;

namespace GrowthBook;

/// <summary>UTF-8 that may be malformed.</summary>
internal static class Utf8
{
    /// <summary>The text of the bytes, with U+FFFD for each malformed sequence (as the Encoding Standard has it).</summary>
    public static string GetString(ReadOnlySpan<byte> bytes) =>
#if NET
        Encoding.UTF8.GetString(bytes);
#else
        bytes.Length == 0 ? "" : Encoding.UTF8.GetString(bytes.ToArray());
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

    /// <summary>
    /// The bytes of JSON text. A lone surrogate, which UTF-8 cannot hold, becomes the escape that JSON has for it.
    /// </summary>
    public static byte[] OfJson(string json)
    {
        if (Utf16.IsWellFormed(json))
            return Encoding.UTF8.GetBytes(json);
        var escaped = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; i++)
        {
            if (Utf16.IsLoneSurrogate(json, i))
                escaped.Append("\\u").Append(((int)json[i]).ToString("x4", System.Globalization.CultureInfo.InvariantCulture));
            else
                escaped.Append(json[i]);
        }
        return Encoding.UTF8.GetBytes(escaped.ToString());
    }
}

/// <summary>UTF-16 that may hold lone surrogates.</summary>
internal static class Utf16
{
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (IsLoneSurrogate(text, i))
                    return false;
                i++;
            }
        }
        return true;
    }

    public static bool IsLoneSurrogate(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])
        : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));
}
