namespace GrowthBook.Client;

/// <summary>JSON text with comments and trailing commas, as people write it in files.</summary>
internal static class RelaxedJson
{
    /// <summary>
    /// Replaces comments and trailing commas by spaces, so that positions in messages stay right. A text without them is returned
    /// as it is, and so is a text that is no JSON for other reasons. The text after a comment without end is unaffected.
    /// </summary>
    public static ReadOnlyMemory<byte> ToStrict(ReadOnlyMemory<byte> json)
    {
        var text = json.Span;
        byte[]? strict = null;
        var (previous, trailing) = ((byte)0, -1);
        for (var i = 0; i < text.Length; i++)
        {
            var b = text[i];
            if (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            if (b == '/' && EndOfComment(text, i) is var end && end != i)
            {
                if (end < 0)
                    break; // no JSON, and each further search would read the rest again
                Blank(strict ??= json.ToArray(), i, end);
                i = end - 1;
                continue;
            }
            if (b is (byte)'}' or (byte)']' && trailing >= 0)
                Blank(strict ??= json.ToArray(), trailing, trailing + 1);
            trailing = b == ',' && previous is not ((byte)0 or (byte)',' or (byte)':' or (byte)'[' or (byte)'{') ? i : -1;
            previous = b;
            if (b == '"')
                i = EndOfString(text, i);
        }
        return strict ?? json;
    }

    /// <summary>The index after a comment; the index itself if no comment begins there, and -1 if the comment has no end.</summary>
    private static int EndOfComment(ReadOnlySpan<byte> text, int start)
    {
        var rest = text.Slice(start);
        if (rest.StartsWith("//"u8))
            return rest.IndexOfAny((byte)'\r', (byte)'\n') is var line and >= 0 ? start + line : text.Length;
        if (!rest.StartsWith("/*"u8))
            return start;
        return rest.Slice(2).IndexOf("*/"u8) is var end and >= 0 ? start + 2 + end + 2 : -1;
    }

    /// <summary>The index of the closing quote of a string; the end of the text if there is none.</summary>
    private static int EndOfString(ReadOnlySpan<byte> text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
                return i;
            if (text[i] == '\\')
                i++;
        }
        return text.Length;
    }

    private static void Blank(byte[] text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (text[i] is not ((byte)'\r' or (byte)'\n'))
                text[i] = (byte)' ';
        }
    }
}
