using System.Security.Cryptography;

namespace GrowthBook.Client;

/// <summary>What net10.0 has and netstandard2.0 must be helped with.</summary>
internal static class Platform
{
    /// <summary>The SHA-256 hash in lower-case hexadecimal digits.</summary>
    public static string Sha256(ReadOnlySpan<byte> content)
    {
#if NET
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Convert.ToHexStringLower(hash);
#else
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(content.ToArray()).Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
#endif
    }

    public static Task<Stream> ReadStreamAsync(this HttpContent content, CancellationToken cancellationToken) =>
#if NET
        content.ReadAsStreamAsync(cancellationToken);
#else
        content.ReadAsStreamAsync().OrCancelled(cancellationToken);
#endif

    public static ValueTask<int> ReadSomeAsync(this Stream stream, byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
#if NET
        stream.ReadAsync(buffer.AsMemory(offset, count), cancellationToken);
#else
        new(stream.ReadAsync(buffer, offset, count, cancellationToken));
#endif

    public static void ThrowIfDisposed(bool isDisposed, object instance)
    {
#if NET
        ObjectDisposedException.ThrowIf(isDisposed, instance);
#else
        if (isDisposed)
            throw new ObjectDisposedException(instance.GetType().Name);
#endif
    }

    public static async Task WriteAllAsync(this Stream stream, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
#if NET
        await stream.WriteAsync(content, cancellationToken).ConfigureAwait(false);
#else
        var bytes = content.ToArray();
        await stream.WriteAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
#endif
    }

    /// <summary>Gives a file another's name in one step; readers find the old content or the new, and always one of them.</summary>
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

    /// <summary>
    /// What changes when an open file is written, also where the name that it was opened by is a link: the time in ticks.
    /// Where the platform gives only the time of the link, a number made of the content.
    /// </summary>
    public static long ChangeMark(FileStream file)
    {
#if NET
        return File.GetLastWriteTimeUtc(file.SafeFileHandle).Ticks;
#else
        if ((File.GetAttributes(file.Name) & FileAttributes.ReparsePoint) == 0)
            return File.GetLastWriteTimeUtc(file.Name).Ticks;
        using var sha = SHA256.Create();
        return BitConverter.ToInt64(sha.ComputeHash(file), 0);
#endif
    }

    /// <summary>A random number, 0 inclusive to 1 exclusive, for jitter; many threads may ask at once.</summary>
    public static double NextRandom()
    {
#if NET
        return Random.Shared.NextDouble();
#else
        lock (Shared)
            return Shared.NextDouble();
#endif
    }

#if !NET
    private static readonly Random Shared = new();
#endif
}
