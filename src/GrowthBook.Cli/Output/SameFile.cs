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
            return string.Equals(first, second, comparison) || (HasContent(first) && HasContent(second) && ExcludesLock(first, second));
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            return false; // reading or writing the file gives the fault
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

    /// <summary>Whether the second file can be locked, but not together with the first one: both are the same file.</summary>
    private static bool ExcludesLock(string left, string right)
    {
        using (var first = Lock(left))
        using (var both = first is null ? null : Lock(right))
        {
            if (first is null || both is not null)
                return false;
        }
        using var alone = Lock(right);
        return alone is not null;
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
