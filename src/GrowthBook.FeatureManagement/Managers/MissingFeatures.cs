using System.Collections.Concurrent;
using GrowthBook.Client;
using Microsoft.FeatureManagement;

namespace GrowthBook.FeatureManagement;

/// <summary>
/// Warns of features that are off because neither GrowthBook nor the inner manager has them, and of those that the inner manager has although GrowthBook
/// has one whose key differs in case, once per key. Checks the first 1,000 keys, in
/// the background, so that keys that are no constants neither fill the log nor the memory nor delay their callers. Thread-safe.
/// </summary>
internal sealed class MissingFeatures(GuardedLogger logger, TimeProvider time)
{
    private const int MaxKeys = 1_000;
    private const int LongestKey = 200;

    private static readonly TimeSpan TimeBetweenLists = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _checked = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private int _count;
    private Task _checks = Task.CompletedTask;
    private IReadOnlyCollection<string>? _others;
    private long? _listed;

    /// <summary>Notes the evaluation of a feature that the payload does not have. Without a payload every feature is missing, which is no mistake.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="inner">The manager that answers for the feature; <c>null</c> if it is off.</param>
    public void Note(Payload payload, string feature, FeatureManager? inner)
    {
        if (_checked.ContainsKey(feature) || payload.FeatureKeys.Count == 0 || Volatile.Read(ref _count) >= MaxKeys)
            return;
        // A key can be a visitor's text.
        if (!_checked.TryAdd(PlainText.Of(feature, LongestKey), true))
            return;
        Interlocked.Increment(ref _count);
        lock (_gate)
        {
            var before = _checks;
            _checks = Detached.Run(() => CheckAfterAsync(before, payload, feature, inner));
        }
    }

    /// <summary>Checks one key at a time, so that many keys occupy one thread.</summary>
    private async Task CheckAfterAsync(Task before, Payload payload, string feature, FeatureManager? inner)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        IReadOnlyCollection<string> others = [];
        var shown = PlainText.Of(feature, LongestKey);
        if (inner is not null)
        {
            if (await OthersAsync(inner).ConfigureAwait(false) is not { } listed)
                return; // A provider of definitions need not list them, and the manager reports its own faults.
            // The inner manager ignores case, GrowthBook does not.
            if (listed.Contains(feature, StringComparer.OrdinalIgnoreCase))
            {
                if (payload.FeatureKeys.FirstOrDefault(key => key.Equals(feature, StringComparison.OrdinalIgnoreCase)) is { } own)
                    FeatureLog.OtherCase(logger, shown, own);
                return;
            }
            others = listed;
        }
        if (payload.FeatureKeys.FirstOrDefault(key => payload.ExperimentsOf(key).Any(experiment => experiment.Key == feature)) is { } owner)
            FeatureLog.IsExperiment(logger, shown, PlainText.Of(owner, LongestKey));
        else if (NearestName.Near(feature, payload.FeatureKeys.Concat(others)) is { } nearest)
            FeatureLog.Missing(logger, shown, nearest);
        else
            FeatureLog.Missing(logger, shown);
    }

    /// <summary>Returns the names of the inner manager's features, read at most once a minute; <c>null</c> if it does not list them.</summary>
    private async Task<IReadOnlyCollection<string>?> OthersAsync(FeatureManager inner)
    {
        if (_listed is { } at && time.GetElapsedTime(at) < TimeBetweenLists)
            return _others;
        _listed = time.GetTimestamp();
        try
        {
            return _others = await inner.GetFeatureNamesAsync().ToListAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return _others = null;
        }
    }
}
