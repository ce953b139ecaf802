using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Reads users from lines: the JSON object of a user's attributes.</summary>
internal static class UserReader
{
    /// <summary>Passes on the user of each line of a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="shard">The part of the lines that is read.</param>
    /// <param name="errors">Takes the error of each line that cannot be read, with its place.</param>
    /// <param name="act">Takes the number of the line and the attributes.</param>
    /// <returns>The number of lines, of all shards.</returns>
    public static long Each(RecordBlock block, Shard shard, ICollection<string> errors, Action<long, Attributes> act) =>
        block.EachLine(shard, errors, (in RecordLines line) =>
        {
            var (attributes, error) = Read(line);
            if (attributes is not null)
                act(line.Number, attributes);
            return error;
        });

    /// <summary>The attributes of a line, or the error with its place.</summary>
    private static (Attributes? Attributes, string? Error) Read(in RecordLines line)
    {
        if (line.IsTooLong)
            return (null, $"line {line.Number}: the line is too long");
        var (attributes, errors) = Attributes.Parse(line.Line);
        foreach (var error in errors)
        {
            if (error.Severity == ErrorSeverity.Fatal)
                return (null, $"line {line.Number}, {error.Path}: {TextPlace.Of(error.Message).Message}");
        }
        return (attributes, null);
    }
}
