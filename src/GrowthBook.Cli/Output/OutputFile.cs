using System.Text;

namespace GrowthBook.Cli;

/// <summary>Writes the files that options name.</summary>
internal static class OutputFile
{
    /// <summary>The options that name a file next to the result.</summary>
    public static IReadOnlyList<string> Options { get; } = [ResultOptions.HtmlName, LimitOptions.MarkdownName, "--sarif", "--junit"];

    /// <summary>Writes a file of text in UTF-8; returns the fault of one that cannot be written.</summary>
    public static Fault? Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file; returns the fault of one that cannot be written.</summary>
    public static Fault? Write(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            File.WriteAllBytes(path, bytes);
            return null;
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return new Fault(ExitCode.Failure, e is ArgumentException ? $"`{path}` is not the path of a file" : $"{path}: cannot be written: {ReasonOf(path, e)}");
        }
    }

    private static string ReasonOf(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "is a directory; name a file",
        DirectoryNotFoundException or FileNotFoundException => "no such folder",
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message.Split(" : '")[0].TrimEnd('.'), // the path follows
    };
}
