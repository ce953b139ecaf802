using System.Text;

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
        if (first[0] != '{')
            return CsvMend(Encoding.UTF8.GetString(first), lines);
        return first[^1] != '}' && lines.Next() && lines.Line[0] == '"'
            ? "has JSON over several lines, and is not JSON Lines; write one object per line, such as with jq -c ."
            : null;
    }

    /// <summary>How to make JSON Lines of CSV, by its separator, which Miller does not guess; <c>null</c> for other text.</summary>
    private static string? CsvMend(string first, RecordLines rest)
    {
        var named = CsvSeparator.Named(first) is null ? null : first;
        if (!rest.Next() || rest.Line[0] == '{')
            return null;
        var second = Encoding.UTF8.GetString(rest.Line);
        if (named is not null)
        {
            if (!rest.Next() || rest.Line[0] == '{')
                return null;
            (first, second) = (second, Encoding.UTF8.GetString(rest.Line));
        }
        if (CsvSeparator.Of(first, second) is not { } separator)
            return null;
        var option = separator switch { ',' => "", '\t' => " --ifs tab", _ => $" --ifs '{separator}'" };
        return $"is CSV{(separator == ',' ? "" : $" with columns separated by {CsvSeparator.NameOf(separator)}")}, and not JSON Lines; write one JSON object per line, such as with mlr --icsv{option} --ojsonl cat"
            + (named is null ? "" : $", without its first line {Columns.Short(named)}");
    }
}
