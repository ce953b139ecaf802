using System.Collections.Concurrent;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Counts refused requests per reason, so that a frequent reason does not keep a rare one out of the log. Of each reason the 1st, 2nd, 4th,
/// 8th and so on is logged. Thread-safe.
/// </summary>
internal sealed class RefusalCounts
{
    private readonly ConcurrentDictionary<string, FailureCount> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a refused request.</summary>
    /// <param name="reason">The reason, a constant: every reason keeps a count.</param>
    /// <param name="total">How many requests were refused for this reason.</param>
    /// <returns>Whether to log.</returns>
    public bool Add(string reason, out long total) => _counts.GetOrAdd(reason, static _ => new FailureCount()).Add(1, out total);
}
