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
        return first[0] == '{' && first[^1] != '}' && lines.Next() && lines.Line[0] == '"'
            ? "has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c ."
            : null;
    }
}
