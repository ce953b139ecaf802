namespace GrowthBook.Client;

/// <summary>File operations, on .NET and on .NET Standard 2.0.</summary>
internal static class Files
{
    /// <summary>Opens a file for reading; other processes may write, rename and delete it meanwhile.</summary>
    public static FileStream OpenShared(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, useAsync: true);

    /// <summary>Creates a file that only its owner may read and write; on Windows and .NET Framework with the rights of its directory.</summary>
    public static FileStream CreateForOwner(string path)
    {
#if NET
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 4096,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
#else
        return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, useAsync: true);
#endif
    }

    /// <summary>Writes all bytes.</summary>
    public static async Task WriteAllAsync(this Stream stream, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
#if NET
        await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
#else
        var bytes = content.ToArray();
        await stream.WriteAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
#endif
    }

    /// <summary>Moves a file over another atomically: a reader sees the old content or the new content.</summary>
    public static void Replace(string source, string target)
    {
#if NET
        File.Move(source, target, overwrite: true);
#else
        if (File.Exists(target))
            File.Replace(source, target, null);
        else
            File.Move(source, target);
#endif
    }
}
