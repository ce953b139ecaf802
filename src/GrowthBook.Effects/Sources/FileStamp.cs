namespace GrowthBook.Client;

/// <summary>What tells without reading it that a file has changed. A file can change and keep its stamp: a copy can have the length and time of another file.</summary>
/// <param name="Length">The length in bytes; -1 if the file does not exist or cannot be opened.</param>
/// <param name="LastWrite">When it was last written, in UTC.</param>
/// <param name="Target">The file that a symbolic link leads to; <c>null</c> for a file that is no link, and on .NET Standard 2.0.</param>
internal readonly record struct FileStamp(long Length, DateTime LastWrite, string? Target)
{
    /// <summary>The stamp of a file, or of the file that a link leads to.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = Files.OpenShared(path);
#if NET
            return new FileStamp(file.Length, File.GetLastWriteTimeUtc(file.SafeFileHandle), File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName);
#else
            return new FileStamp(file.Length, File.GetLastWriteTimeUtc(path), null);
#endif
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new FileStamp(-1, default, null);
        }
    }
}
