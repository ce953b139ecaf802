namespace GrowthBook.Cli;

/// <summary>
/// Checks the forced feature values of a context: a misspelt key forces nothing, and a value of another kind than the feature's can be on where off is meant. A
/// feature that the payload does not have can be forced.
/// </summary>
internal static class ForcedFeatureNames
{
    /// <summary>Maximum number of unknown features that are compared with those of the payload.</summary>
    private const int MaxUnknown = 20;

    /// <summary>Maximum number of values of another kind that are named.</summary>
    private const int MaxKinds = 20;

    /// <summary>The fault of the first unknown key that is nearly that of a feature; <c>null</c> without one.</summary>
    /// <param name="source">The text of the context.</param>
    /// <param name="context">The context.</param>
    /// <param name="allowsUnknown">Whether unknown features are wanted; <c>null</c> for a command without this option.</param>
    public static Fault? Check(Source source, Context context, bool? allowsUnknown) => allowsUnknown is true ? null : context.ForcedFeatureValues.Keys
        .Where(key => !context.Payload.HasFeature(key))
        .Order(StringComparer.Ordinal)
        .Take(MaxUnknown)
        .Select(key => Nearest.Question(key, context.Payload.FeatureKeys) is { Length: > 0 } question
            ? Fault.Input($"{source.Name}: $.forcedFeatureValues: the payload has no feature `{Columns.Short(key)}`{question}{(allowsUnknown is null ? "" : $"; {RequestOptions.AllowUnknownName} forces it")}")
            : null)
        .FirstOrDefault(fault => fault is not null);

    /// <summary>Warns of values of another kind than those of their features.</summary>
    public static void WarnOfKinds(Source source, Context context, Terminal terminal)
    {
        foreach (var (key, value, kind) in context.ForcedFeatureValues
            .Select(forced => (forced.Key, forced.Value, Kind: ForcedKind.Of(context.Payload, forced.Key, forced.Value)!))
            .Where(forced => forced.Kind is not null)
            .OrderBy(forced => forced.Key, StringComparer.Ordinal)
            .Take(MaxKinds))
        {
            terminal.Warn($"warning: {source.Name}: $.forcedFeatureValues: the value of `{Columns.Short(key)}` is {kind.Forced}, and the feature's own value is {kind.Own}; with it the feature is {(value.IsTruthy ? "on" : "off")}; {kind.Mend}");
        }
    }
}
