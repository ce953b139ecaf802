using System.Collections.Concurrent;
using GrowthBook.Client;
using Microsoft.FeatureManagement;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// Warns of features that are off because neither GrowthBook nor the inner manager has them, once per key. Checks the first 1,000 keys, so
/// that keys that are no constants neither fill the log nor the memory. Thread-safe.
/// </summary>
internal sealed class MissingFeatures(GuardedLogger logger)
{
    private const int MaxKeys = 1_000;

    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Notes the evaluation of a feature that the payload does not have. Without a payload every feature is missing, which is no mistake.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="inner">The manager that answers for the feature; <c>null</c> if it is off.</param>
    public void Note(Payload payload, string feature, FeatureManager? inner)
    {
        if (_checked.ContainsKey(feature) || payload.FeatureKeys.Count == 0 || Volatile.Read(ref _count) >= MaxKeys || !_checked.TryAdd(feature, true))
            return;
        Interlocked.Increment(ref _count);
        _ = CheckAsync(payload, feature, inner);
    }

    private async Task CheckAsync(Payload payload, string feature, FeatureManager? inner)
    {
        var names = payload.FeatureKeys.ToList();
        try
        {
            if (inner is not null)
                names.AddRange(await inner.GetFeatureNamesAsync().ToListAsync().ConfigureAwait(false));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return; // A provider of definitions need not list them, and the manager reports its own faults.
        }
        if (names.Contains(feature, StringComparer.OrdinalIgnoreCase) && inner is not null)
            return;
        if (NearestName.Near(feature, names) is { } nearest)
            FeatureLog.Missing(logger, feature, nearest);
        else
            FeatureLog.Missing(logger, feature);
    }
}
