using System.Collections.Immutable;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore.Tests;

/// <summary>An empty store that counts its reads, none of which completes synchronously.</summary>
internal sealed class CountingStore : IStickyBucketStore
{
    private int _reads;

    public int Reads => _reads;

    public async ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Task.Yield();
        return StickyBuckets.Empty;
    }

    public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) => default;
}
