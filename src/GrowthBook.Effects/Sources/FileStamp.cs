namespace GrowthBook.Client;

/// <summary>A fingerprint of a file's content that needs no reading of the content.</summary>
/// <param name="Mark">The last write time, or a replacement for it; see <see cref="Files.ChangeMark"/>.</param>
/// <param name="Length">The length in bytes.</param>
internal readonly record struct FileStamp(long Mark, long Length)
{
    /// <summary>The stamp of a file; the default value if the file does not exist or cannot be opened.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = Files.OpenShared(path);
            return new FileStamp(Files.ChangeMark(file), file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
    }
}
