using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Logs the features and saved groups that a payload refers to and does not have, and the features that need themselves, once per key: one line for each
/// kind, with the first keys. Payloads of a project can lack what another project has. Thread-safe.
/// </summary>
internal sealed class DoubtfulReferences(GuardedLogger logger)
{
    private const int MaxShown = 5;

    private readonly LoggedKeys _features = new();
    private readonly LoggedKeys _groups = new();
    private readonly LoggedKeys _cyclic = new();

    /// <summary>Checks a payload that comes into use.</summary>
    public void Check(Payload payload)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
            return;
        if (NewIn(payload.MissingFeatures, _features) is { } features)
            EvaluationLog.MissingFeatures(logger, features.Count, Shown(features));
        if (NewIn(payload.MissingSavedGroups, _groups) is { } groups)
            EvaluationLog.MissingGroups(logger, groups.Count, Shown(groups));
        if (NewIn(payload.CyclicFeatures, _cyclic) is { } cyclic)
            EvaluationLog.CyclicFeatures(logger, cyclic.Count, Shown(cyclic));
    }

    /// <summary>All keys, if one of them is not logged yet; otherwise <c>null</c>.</summary>
    private static List<string>? NewIn(IEnumerable<string> found, LoggedKeys logged)
    {
        var (keys, hasNew) = (found.ToList(), false);
        foreach (var key in keys)
        {
            var shown = key;
            hasNew |= logged.Add(ref shown) == true;
        }
        return hasNew ? keys : null;
    }

    private static string Shown(List<string> keys) =>
        string.Join(", ", keys.Take(MaxShown).Select(key => PlainText.Of(key, PlainText.MaxName))) + (keys.Count > MaxShown ? ", …" : "");
}
