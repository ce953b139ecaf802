namespace GrowthBook.Cli;

/// <summary>The reason why a command failed, as a value.</summary>
/// <param name="Code">The exit code.</param>
/// <param name="Message">The place, the fault and the remedy; lower case, no final period.</param>
internal sealed record Fault(ExitCode Code, string Message)
{
    public static Fault Usage(string message) => new(ExitCode.BadUsage, message);

    public static Fault Input(string message) => new(ExitCode.BadInput, message);

    /// <summary>The fault of a file that could not be opened or read.</summary>
    public static Fault OfFile(string path, Exception exception) => Input(exception switch
    {
        _ when Directory.Exists(path) => $"{path}: is a directory; name a file",
        FileNotFoundException or DirectoryNotFoundException => $"{path}: no such file",
        InvalidDataException => $"{path}: {exception.Message}",
        UnauthorizedAccessException => $"{path}: permission denied",
        ArgumentException => $"`{path}` is not the path of a file",
        _ => $"{path}: cannot be read ({exception.Message.TrimEnd('.')})",
    });

    /// <summary>Whether the exception is one that opening or reading a file throws.</summary>
    public static bool IsOfFile(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
