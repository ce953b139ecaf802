using System.Buffers;
using System.Security.Cryptography;

namespace GrowthBook.Client;

/// <summary>
/// A fingerprint of a file's content. Times, lengths and names are not compared: a link can be switched to another file of the same
/// length and time, and a copy can keep both.
/// </summary>
/// <param name="Hash">The SHA-256 hash in base64; <c>null</c> if the file does not exist or cannot be read.</param>
internal readonly record struct FileStamp(string? Hash)
{
    private const int BufferSize = 32 * 1024;

    /// <summary>The stamp of a file; the default value if the file does not exist or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How many bytes of a larger file are compared.</param>
    public static FileStamp Of(string path, int maxBytes)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = Files.OpenShared(path);
            int read;
            for (var rest = maxBytes; rest > 0 && (read = file.Read(buffer, 0, Math.Min(rest, buffer.Length))) > 0; rest -= read)
                hash.AppendData(buffer, 0, read);
            return new FileStamp(Convert.ToBase64String(hash.GetHashAndReset()));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
