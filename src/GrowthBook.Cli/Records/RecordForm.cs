namespace GrowthBook.Cli;

/// <summary>Recognises a file of JSON that does not have one object per line.</summary>
internal static class RecordForm
{
    /// <summary>Returns what the file is and how to make JSON Lines of it; <c>null</c> for text that may be one object per line.</summary>
    /// <param name="start">The first lines of the file.</param>
    public static string? Mend(RecordBlock start)
    {
        var lines = new RecordLines(start);
        if (start.IsTooLong || !lines.Next())
            return null;
        var first = lines.Line;
        if (first[0] == '[')
            return "is a JSON array, and not JSON Lines; write one object per line, such as with jq -c '.[]'";
        if (first[0] is not ((byte)'{' or (byte)'[') && SeparatorOf(first) is { } separator && lines.Next() && lines.Line[0] != '{' && lines.Line.Contains(separator))
            return "is CSV, and not JSON Lines; write one JSON object per line, such as with mlr --icsv --ojsonl cat";
        return first[0] == '{' && first[^1] != '}' && lines.Next() && lines.Line[0] == '"'
            ? "has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c ."
            : null;
    }

    /// <summary>What separates the cells of a line of CSV; <c>null</c> for a line of one cell.</summary>
    private static byte? SeparatorOf(ReadOnlySpan<byte> line) => line.IndexOfAny(",;\t"u8) is >= 0 and var at ? line[at] : null;
}
