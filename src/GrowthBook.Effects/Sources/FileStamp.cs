namespace GrowthBook.Client;

/// <summary>What differs when a file's content does, as far as that can be known without reading it.</summary>
internal readonly record struct FileStamp(long Mark, long Length)
{
    /// <summary>The stamp of the file, the default where there is none or it cannot be opened.</summary>
    public static FileStamp Of(string path)
    {
        try
        {
            using var file = Open(path);
            return new FileStamp(Platform.ChangeMark(file), file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
    }

    /// <summary>Opens a file that others may write to, rename and delete meanwhile.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);
}
