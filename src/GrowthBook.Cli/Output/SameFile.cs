namespace GrowthBook.Cli;

/// <summary>Compares the files that paths name. A file can have several names: by links to it or to a folder, and by hard links.</summary>
internal static class SameFile
{
    /// <summary>Maximum number of links that lead to one another; links can lead back to themselves.</summary>
    private const int MaxLinks = 40;

    /// <summary>Whether two paths name the same file, which need not exist.</summary>
    public static bool Is(string left, string right)
    {
        try
        {
            var (first, second) = (WithoutLinks(left, 0), WithoutLinks(right, 0));
            var comparison = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return string.Equals(first, second, comparison) || (LooksEqual(first, second) && ExcludesLock(first, second));
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return false; // reading or writing the file gives the fault
        }
    }

    /// <summary>The path without links of the regular file with content that a path names; <c>null</c> without one.</summary>
    public static string? WithContent(string path)
    {
        try
        {
            return WithoutLinks(path, 0) is var file && HasContent(file) ? file : null;
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return null;
        }
    }

    /// <summary>The full path without links in any of its parts.</summary>
    private static string WithoutLinks(string path, int links)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var folder = WithoutLinks(parent, links);
        var here = Path.Combine(folder, Path.GetFileName(full));
        return links < MaxLinks && new FileInfo(here).LinkTarget is { } target ? WithoutLinks(Path.Combine(folder, target), links + 1) : here;
    }

    /// <summary>Whether a path without links names a regular file with content: only that can be lost, and opening a pipe would wait.</summary>
    private static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>Whether two files have the size and the time of the same file; no other files are locked, because another process may open them.</summary>
    private static bool LooksEqual(string left, string right) => HasContent(left) && HasContent(right)
        && new FileInfo(left) is var first && new FileInfo(right) is var second && first.Length == second.Length && first.LastWriteTimeUtc == second.LastWriteTimeUtc;

    /// <summary>
    /// Whether the second file cannot be locked together with the first one: both are the same file. Two files of equal size and time of which another
    /// process holds one count as one, because the other may be lost otherwise.
    /// </summary>
    private static bool ExcludesLock(string left, string right)
    {
        using var first = Lock(left);
        using var both = first is null ? null : Lock(right);
        return both is null;
    }

    private static FileStream? Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return null;
        }
    }
}
