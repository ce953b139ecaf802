using System.Text;

namespace GrowthBook.Cli;

/// <summary>Writes the files that options name.</summary>
internal static class OutputFile
{
    /// <summary>The options that name a file next to the result.</summary>
    public static IReadOnlyList<string> Options { get; } = [ResultOptions.HtmlName, LimitOptions.MarkdownName, "--sarif", "--junit"];

    /// <summary>Whether two paths name the same file, also by different names of it such as a symbolic link.</summary>
    public static bool IsSame(string left, string right) => string.Equals(
        Target(left), Target(right), OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

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
            return new Fault(ExitCode.Failure, $"{path}: cannot be written: {ReasonOf(path, e)}");
        }
    }

    /// <summary>The full path of a file, or of that to which its links lead.</summary>
    private static string Target(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName;
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return path; // reading or writing the file gives the fault
        }
    }

    private static string ReasonOf(string path, Exception exception) => exception switch
    {
        _ when Directory.Exists(path) => "is a directory; name a file",
        DirectoryNotFoundException => "no such folder",
        UnauthorizedAccessException => "permission denied",
        ArgumentException => "not the path of a file",
        _ => exception.Message.TrimEnd('.'),
    };
}
