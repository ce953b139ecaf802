namespace GrowthBook.Client;

/// <summary>Reads the body of a response up to a size limit.</summary>
internal static class BoundedBody
{
    /// <summary>Reads the whole body; <c>null</c> if it is larger than <paramref name="limit"/> bytes or than its share of a budget.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken, ByteBudget.Share? share = null)
    {
        var announced = content.Headers.ContentLength;
        if (announced > limit)
            return null;
        using var stream = await content.ReadStreamAsync(cancellationToken).ConfigureAwait(false);
        return await stream.ReadAllAsync(announced, limit, cancellationToken, share is null ? null : share.TryGrowTo).ConfigureAwait(false);
    }
}
