namespace GrowthBook.Client;

/// <summary>Reads a stream up to a size limit, so that an endless file or response cannot exhaust the memory.</summary>
internal static class BoundedRead
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads to the end of the stream.</summary>
    /// <param name="stream">The stream; not disposed.</param>
    /// <param name="expected">The expected number of bytes; <c>null</c> if unknown. The stream may have more or fewer.</param>
    /// <param name="limit">The maximum number of bytes.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <param name="permits">
    /// Whether a buffer of a number of bytes may be allocated; the buffer then grows with the bytes that arrive. Default: <c>null</c>, always.
    /// </param>
    /// <returns>
    /// The bytes; <c>null</c> if there are more than <paramref name="limit"/>, of which at most one is read, or if a buffer is not permitted.
    /// </returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAllAsync(
        this Stream stream, long? expected, int limit, CancellationToken cancellationToken, Func<long, bool>? permits = null)
    {
        if (expected > limit)
            return null;
        // One byte more than expected, so that the read that finds the end needs no larger buffer.
        var first = expected is > 0 and < int.MaxValue ? (int)expected + 1 : FirstBuffer;
        var buffer = new byte[permits is null ? first : Math.Min(first, FirstBuffer)];
        var count = 0;
        while (true)
        {
            var read = await stream.ReadSomeAsync(buffer, count, buffer.Length - count, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return buffer.AsMemory(0, count);
            count += read;
            if (count > limit)
                return null;
            if (count < buffer.Length)
                continue;
            var next = Math.Min(buffer.Length * 2L, (long)limit + 1);
            if (permits?.Invoke(next) == false)
                return null;
            Array.Resize(ref buffer, (int)next);
        }
    }
}
