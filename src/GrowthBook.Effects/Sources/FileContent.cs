using System.Buffers;
using System.Security.Cryptography;

namespace GrowthBook.Client;

/// <summary>The fingerprint of a file's content, for a file that can change and keep its <see cref="FileStamp"/>.</summary>
internal static class FileContent
{
    private const int BufferSize = 32 * 1024;

    /// <summary>Returns the SHA-256 hash as <see cref="Sha256"/> writes it; <c>null</c> if the file does not exist or cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">How many bytes of a larger file are compared.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<string?> HashAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var file = Files.OpenShared(path);
            int read;
            for (var rest = maxBytes; rest > 0 && (read = await file.ReadSomeAsync(buffer, 0, Math.Min(rest, buffer.Length), cancellationToken).ConfigureAwait(false)) > 0; rest -= read)
                hash.AppendData(buffer, 0, read);
            return Sha256.Digits(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
