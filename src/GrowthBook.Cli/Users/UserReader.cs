namespace GrowthBook.Cli;

/// <summary>Reads users from lines: the JSON object of a user's attributes.</summary>
internal static class UserReader
{
    /// <summary>The attributes of a line, or the error with its place.</summary>
    public static (Attributes? Attributes, string? Error) Read(in RecordLines lines)
    {
        if (lines.IsTooLong)
            return (null, $"line {lines.Number}: the line is too long");
        var (attributes, errors) = Attributes.Parse(lines.Line);
        foreach (var error in errors)
        {
            if (error.Severity == ErrorSeverity.Fatal)
                return (null, $"line {lines.Number}, {error.Path}: {TextPlace.Of(error.Message).Message}");
        }
        return (attributes, null);
    }
}
