namespace FlagServer;

/// <summary>
/// Writes bytes that many responses share, in slices. The server copies what it is given into the buffer of a connection at once: a whole
/// payload for each slow reader would be gigabytes.
/// </summary>
internal static class Slices
{
    /// <summary>The bytes of a slice.</summary>
    public const int MaxBytes = 16 * 1024;

    public static async Task WriteAsync(Stream body, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        for (; bytes.Length > MaxBytes; bytes = bytes[MaxBytes..])
            await body.WriteAsync(bytes[..MaxBytes], cancellationToken);
        await body.WriteAsync(bytes, cancellationToken);
    }
}
