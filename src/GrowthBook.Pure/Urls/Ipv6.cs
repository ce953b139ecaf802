using System.Globalization;
using System.Text;

namespace GrowthBook.Urls;

/// <summary>The IPv6 parser and serialiser (URL Standard, section 3.5).</summary>
internal static class Ipv6
{
    private const int PieceCount = 8;

    /// <summary>
    /// Parses the text between the brackets and serialises it with the brackets, the longest run of zeros
    /// compressed. Null when malformed; a zone like <c>%eth0</c> is malformed.
    /// </summary>
    public static string? Parse(string text)
    {
        var pieces = new int[PieceCount];
        var index = 0;
        var compress = -1;
        var position = 0;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            position = 2;
            compress = 0;
        }
        else if (UrlInput.At(text, 0) == ':')
        {
            return null;
        }
        while (position < text.Length)
        {
            if (index == PieceCount)
                return null;
            if (text[position] == ':')
            {
                if (compress >= 0)
                    return null;
                position++;
                compress = index;
                continue;
            }
            var digits = HexDigits(text, position);
            var next = UrlInput.At(text, position + digits);
            if (next == '.')
            {
                if (digits == 0 || index > 6 || !TryEmbedded(text, position, pieces, index))
                    return null;
                index += 2;
                break;
            }
            // One colon separates two pieces; it is not the last character.
            var atEnd = next == UrlInput.End;
            if (!atEnd && (next != ':' || position + digits + 1 == text.Length))
                return null;
            pieces[index++] = Hexadecimal.Parse(text, position, digits);
            position += digits + 1;
        }
        return Expand(pieces, index, compress) ? Serialize(pieces) : null;
    }

    private static int HexDigits(string text, int position)
    {
        var count = 0;
        while (count < 4 && position + count < text.Length && Hexadecimal.Value(text[position + count]) >= 0)
            count++;
        return count;
    }

    /// <summary>Four decimal numbers up to the end of the text, without leading zeros.</summary>
    private static bool TryEmbedded(string text, int position, int[] pieces, int index)
    {
        var parts = text.Substring(position).Split('.');
        if (parts.Length != 4)
            return false;
        for (var i = 0; i < 4; i++)
        {
            var value = DecimalByte(parts[i]);
            if (value < 0)
                return false;
            pieces[index + (i / 2)] = (pieces[index + (i / 2)] << 8) | value;
        }
        return true;
    }

    private static int DecimalByte(string part)
    {
        if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0'))
            return -1;
        var value = 0;
        foreach (var c in part)
        {
            if (!EcmaCharacters.IsDigit(c))
                return -1;
            value = (value * 10) + (c - '0');
        }
        return value > 255 ? -1 : value;
    }

    /// <summary>
    /// Moves the pieces after "::" to the end. Without "::" there must be eight pieces, with it at most seven.
    /// </summary>
    private static bool Expand(int[] pieces, int count, int compress)
    {
        if (compress < 0 || count == PieceCount)
            return compress < 0 && count == PieceCount;
        for (var i = 0; i < count - compress; i++)
        {
            pieces[PieceCount - 1 - i] = pieces[count - 1 - i];
            pieces[count - 1 - i] = 0;
        }
        return true;
    }

    private static string Serialize(int[] pieces)
    {
        var (start, length) = LongestZeroRun(pieces);
        var text = new StringBuilder("[");
        for (var i = 0; i < PieceCount; i++)
        {
            if (i == start && length > 1)
            {
                text.Append(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }
            text.Append(pieces[i].ToString("x", CultureInfo.InvariantCulture));
            text.Append(i == PieceCount - 1 ? "" : ":");
        }
        return text.Append(']').ToString();
    }

    private static (int Start, int Length) LongestZeroRun(int[] pieces)
    {
        var bestStart = 0;
        var bestLength = 0;
        var length = 0;
        for (var i = 0; i < PieceCount; i++)
        {
            length = pieces[i] == 0 ? length + 1 : 0;
            if (length > bestLength)
            {
                bestLength = length;
                bestStart = i - length + 1;
            }
        }
        return (bestStart, bestLength);
    }
}
