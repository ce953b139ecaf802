using System.Text;

namespace GrowthBook;

/// <summary>UTF-16 as ECMAScript's strings hold it, which may contain lone surrogates.</summary>
internal static class Utf16
{
    /// <summary>Replaces input that cannot be decoded.</summary>
    public const char Replacement = '\uFFFD';

    /// <summary>
    /// Whether two texts have the same code units. Names and list items often have equal lengths and different first
    /// characters; comparing those first saves the call that compares the rest.
    /// </summary>
    public static bool Equal(string left, string right) =>
        ReferenceEquals(left, right)
        || (left.Length == right.Length && (left.Length == 0 || (left[0] == right[0] && left.AsSpan().SequenceEqual(right.AsSpan()))));

    /// <summary>Whether a surrogate pair starts at the index.</summary>
    public static bool IsPair(string text, int at) =>
        at + 1 < text.Length && char.IsHighSurrogate(text[at]) && char.IsLowSurrogate(text[at + 1]);

    /// <summary>Whether the code unit at the index is a surrogate without its other half.</summary>
    public static bool IsLoneSurrogate(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? !IsPair(text, at)
        : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    /// <summary>Whether the text has no lone surrogate (<c>String.prototype.isWellFormed</c>).</summary>
    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!IsPair(text, i))
                    return false;
                i++;
            }
        }
        return true;
    }

    /// <summary>The text with each lone surrogate replaced by U+FFFD (<c>String.prototype.toWellFormed</c>).</summary>
    public static string ToWellFormed(string text)
    {
        if (IsWellFormed(text))
            return text;
        var units = text.ToCharArray();
        for (var i = 0; i < units.Length; i++)
        {
            if (IsPair(text, i))
                i++;
            else if (char.IsSurrogate(units[i]))
                units[i] = Replacement;
        }
        return new string(units);
    }

    /// <summary>The code point at the index; a lone surrogate counts as one.</summary>
    public static int CodePointAt(string text, int at) =>
        IsPair(text, at) ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    /// <summary>How many code units a code point takes: one or two.</summary>
    public static int Length(int codePoint) => codePoint > char.MaxValue ? 2 : 1;

    /// <summary>The code points of a text; a lone surrogate counts as one.</summary>
    public static List<int> CodePoints(string text)
    {
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += Length(points[points.Count - 1]))
            points.Add(CodePointAt(text, i));
        return points;
    }

    /// <summary>Appends a code point as one code unit or as a surrogate pair.</summary>
    public static void Append(StringBuilder target, int codePoint)
    {
        if (codePoint > char.MaxValue)
            target.Append(HighSurrogate(codePoint)).Append(LowSurrogate(codePoint));
        else
            target.Append((char)codePoint);
    }

    /// <summary>The first half of a code point from U+10000.</summary>
    public static char HighSurrogate(int codePoint) => (char)(0xD7C0 + (codePoint >> 10));

    /// <summary>The second half of a code point from U+10000.</summary>
    public static char LowSurrogate(int codePoint) => (char)(0xDC00 | (codePoint & 0x3FF));
}
