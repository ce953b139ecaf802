using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.AspNetCore;

/// <summary>The object that the DevTools read: the evaluations of a request, and the features with their values for its user.</summary>
internal static class DevToolsEvent
{
    private static readonly string Version = typeof(GrowthBookClient).Assembly.GetName().Version!.ToString(3);

    /// <summary>Makes the object.</summary>
    /// <param name="effects">The effects of the request's evaluations.</param>
    /// <param name="context">The context of the request's user; <c>null</c> if the request read no flag.</param>
    /// <param name="original">The context without what a developer changed; <c>null</c> if nothing was changed.</param>
    /// <param name="client">The options of the client.</param>
    /// <param name="options">The options of the DevTools.</param>
    public static Value.Object Of(
        IReadOnlyList<RequestEffect> effects, Context? context, Context? original, GrowthBookOptions client, GrowthBookDevToolsOptions options) => new(
    [
        new("logs", new Value.Array(effects.Select(each => LogOf(each, options.Source)).OfType<Value>())),
        new("sdkInfo", new Value.Object(
        [
            new("apiHost", client.ApiHost),
            new("clientKey", client.ClientKey),
            new("source", options.Source),
            new("version", Version),
            new("payload", new Value.Object([new("features", context is null ? Value.Object.Empty : Features(effects, context, original, options.IncludesPayload))])),
            new("attributes", context?.EffectiveAttributes().Members ?? Value.Object.Empty),
        ])),
    ]);

    private static Value.Object? LogOf(RequestEffect effect, string source)
    {
        (string Type, KeyValuePair<string, Value>[] Members)? log = effect.Effect switch
        {
            Effect.ExperimentViewed viewed => ("experiment", [new("experiment", viewed.Experiment.ToValue()), new("result", viewed.Result.ToValue())]),
            Effect.FeatureEvaluated evaluated => ("feature", [new("featureKey", evaluated.FeatureKey), new("result", evaluated.Result.ToValue())]),
            Effect.EventLogged logged => ("event", [new("eventName", logged.Name), new("properties", logged.Properties)]),
            _ => null,
        };
        return log is not { } found ? null : new Value.Object(
        [
            new("timestamp", effect.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
            new("logType", found.Type),
            new("source", source),
            .. found.Members,
        ]);
    }

    /// <summary>The features as the developer finds them before forcing a value or variation, with the user's attributes.</summary>
    private static Value.Object Features(IReadOnlyList<RequestEffect> effects, Context context, Context? original, bool includesAll)
    {
        var keys = includesAll
            ? (IEnumerable<string>)context.Payload.FeatureKeys
            : effects.Select(each => each.Effect).OfType<Effect.FeatureEvaluated>().Select(evaluated => evaluated.FeatureKey)
                .Concat(context.ForcedFeatureValues.Keys).Where(key => context.Payload.HasFeature(key)).Distinct();
        var unforced = original is null ? context : context with { ForcedFeatureValues = original.ForcedFeatureValues, ForcedVariations = original.ForcedVariations };
        // All features in one evaluation share its steps.
        var all = includesAll ? Evaluator.EvalAll(unforced).Result : null;
        var hashing = new Context(Payload.Empty, context.EffectiveAttributes()) { Url = context.Url };
        return new Value.Object(keys.Select(key => new KeyValuePair<string, Value>(key, FormOf(all?[key] ?? Evaluator.EvalFeature(unforced, key).Result, hashing))));
    }

    /// <summary>A feature with the user's value and without targeting; one of an experiment has its variations, so that a developer can force one.</summary>
    private static Value FormOf(FeatureResult result, Context hashing) => result is { Experiment: { } experiment, ExperimentResult: { } exposure }
        ? new Value.Object([new("defaultValue", result.Value), new("rules", Value.Array.Of(RuleOf(experiment, exposure, hashing).ToValue()))])
        : new Value.Object([new("defaultValue", result.Value)]);

    /// <summary>
    /// The experiment without targeting. The extension draws the variation again, by the hash alone: if that gives another variation, for example
    /// because a sticky bucket decided here, the rule gives the variation to all users.
    /// </summary>
    private static Experiment RuleOf(Experiment experiment, ExperimentResult result, Context hashing)
    {
        var rule = new Effect.ExperimentViewed(experiment, result).WithoutTargeting().Experiment;
        var (hashed, _) = Evaluator.RunExperiment(hashing, rule);
        return hashed.InExperiment && hashed.VariationId == result.VariationId
            ? rule
            : rule with
            {
                HashAttribute = result.HashAttribute,
                Coverage = 1,
                Ranges = default,
                Weights = [.. experiment.Variations.Select((_, variation) => variation == result.VariationId ? 1d : 0d)],
            };
    }
}
