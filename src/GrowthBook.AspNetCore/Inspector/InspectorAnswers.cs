using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>What the inspector's page shows, as JSON.</summary>
internal static class InspectorAnswers
{
    /// <summary>The characters of a value in the list; the trace has the whole value.</summary>
    private const int MaxValueLength = 160;

    /// <summary>Returns all features, the visitor's attributes and the forced values.</summary>
    public static Value.Object Evaluation(InspectedUser user)
    {
        var (before, _) = Evaluator.EvalAll(user.Context);
        var isChanged = !ReferenceEquals(user.Context, user.Changed);
        var after = isChanged ? Evaluator.EvalAll(user.Changed).Result : before;
        return Object(
            ("url", user.Context.Url),
            ("attributes", user.Context.EffectiveAttributes().Members),
            ("forced", user.Forced.ToValue()),
            ("pages", PageAnswers.Of(user)),
            ("features", new Value.Array(after.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
                Feature(each.Key, each.Value, isChanged && before.TryGetValue(each.Key, out var old) ? old : null, user.Forced)))));
    }

    /// <summary>Returns the whole value of a feature, the trace, and the variations that can be forced.</summary>
    public static Value.Object Explanation(InspectedUser user, string key)
    {
        var forced = user.Forced.Features.ContainsKey(key);
        var explanation = Evaluator.Explain(user.Changed, key);
        // A forced value has no trace; that of the evaluation without it tells what clearing it would do.
        var unforced = forced
            ? Evaluator.Explain(user.Changed with { ForcedFeatureValues = new Value.Object(user.Changed.ForcedFeatureValues.Where(each => each.Key != key)) }, key)
            : explanation;
        var experiment = unforced.Result.Experiment;
        return Object(
            ("key", key),
            ("value", explanation.Result.Value.ToJson()),
            ("forced", forced),
            ("experiment", experiment?.Key),
            ("variations", experiment is null ? null : Variations(experiment, unforced.Result.ExperimentResult)),
            ("trace", TraceTree.Of(unforced)));
    }

    /// <summary>Returns the origin, the faults and the last failure of a client's payload.</summary>
    public static Value.Object Payload(GrowthBookClient client)
    {
        var (current, failure) = (client.Current, client.Updater.LastFailure);
        return Object(
            ("features", client.Payload.FeatureKeys.Count),
            ("origin", current?.Origin.ToString()),
            ("freshness", current is null or { Origin: PayloadOrigin.Remote } ? null : current.Freshness.ToString()),
            ("dateUpdated", current?.Payload.DateUpdated),
            ("stream", client.Updater.StreamState.ToString()),
            ("failure", failure?.Message),
            ("failures", client.Updater.ConsecutiveFailures),
            ("faultCount", current?.Errors.Length ?? 0),
            ("faults", new Value.Array((current?.Errors ?? []).Take(100).Select(fault => (Value)Object(
                ("severity", fault.Severity.ToString()), ("path", fault.Path), ("message", fault.Message))))));
    }

    /// <summary>Returns an object with the members that have a value.</summary>
    public static Value.Object Object(params ReadOnlySpan<(string Name, Value? Value)> members)
    {
        var present = new List<KeyValuePair<string, Value>>(members.Length);
        foreach (var (name, value) in members)
        {
            if (value is not null and not Value.Null)
                present.Add(new(name, value));
        }
        return new Value.Object(present);
    }

    /// <summary>Returns the variations that can be forced.</summary>
    public static Value.Array Variations(Experiment experiment, ExperimentResult? result) => new(experiment.Variations.Select((value, index) => (Value)Object(
        ("index", index),
        ("name", NameOf(experiment, index)),
        ("value", Short(value)),
        ("active", result is { InExperiment: true } && result.VariationId == index))));

    /// <summary>Returns the name of a variation, or its key or index.</summary>
    public static string NameOf(Experiment experiment, int index) =>
        experiment.Meta is { IsDefault: false } meta && index < meta.Length ? meta[index].Name ?? meta[index].Key ?? $"{index}" : $"{index}";

    private static Value.Object Feature(string key, FeatureResult result, FeatureResult? before, ForcedValues forced)
    {
        var variation = result is { Source: FeatureResultSource.Experiment, ExperimentResult: { } outcome } ? outcome : null;
        return Object(
            ("key", key),
            ("value", Short(result.Value)),
            ("on", result.On),
            ("source", result.Source.ToString()),
            ("rule", result.RuleId.Length > 0 ? result.RuleId : null),
            ("experiment", result.Experiment?.Key),
            ("variation", variation is null ? null : variation.Name ?? variation.Key),
            ("forced", forced.Features.ContainsKey(key) || (result.Experiment is { } experiment && forced.Variations.ContainsKey(experiment.Key)) ? true : null),
            ("before", before is null || before.Value.Equals(result.Value) ? null : Short(before.Value)));
    }

    private static string Short(Value value)
    {
        var text = value.ToJson();
        if (text.Length <= MaxValueLength)
            return text;
        var end = char.IsHighSurrogate(text[MaxValueLength - 1]) ? MaxValueLength - 1 : MaxValueLength;
        return text[..end] + "…";
    }
}
