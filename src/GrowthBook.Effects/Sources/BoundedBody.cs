namespace GrowthBook.Client;

/// <summary>Reads the body of a response up to a size limit.</summary>
internal static class BoundedBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Reads the whole body; <c>null</c> if it is larger than <paramref name="limit"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var announced = content.Headers.ContentLength;
        if (announced > limit)
            return null;
        using var stream = await content.ReadStreamAsync(cancellationToken).ConfigureAwait(false);
        // One byte more than announced, so that the read that finds the end needs no larger buffer.
        var buffer = new byte[announced is { } length ? (int)length + 1 : FirstBuffer];
        var count = 0;
        while (true)
        {
            var read = await stream.ReadSomeAsync(buffer, count, buffer.Length - count, cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return buffer.AsMemory(0, count);
            count += read;
            if (count > limit)
                return null;
            if (count == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, (long)limit + 1));
        }
    }
}
