using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Results and effects from the JSON form that evaluation records and the other GrowthBook SDKs give them.</summary>
internal static class ResultReader
{
    /// <summary>What a function makes of a JSON text, and the faults.</summary>
    public static (T? Read, ImmutableArray<PayloadError> Errors) Parse<T>(string json, Func<Value, PayloadErrors, T?> read)
    {
        var errors = new PayloadErrors();
        var value = ValueReader.Read(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), errors);
        return (value is null ? default : read(value, errors), errors.ToImmutable());
    }

    public static FeatureResult? ReadFeature(Value value, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Error("not a feature result object");
            return null;
        }
        var members = new Members(source, errors);
        var name = members.Text("source") ?? "";
        if (FeatureResultSources.Parse(name) is not { } decidedBy)
        {
            errors.ErrorAt("source", "not the source of a feature result, such as defaultValue");
            return null;
        }
        var (experiment, result) = (members.Find("experiment"), members.Find("experimentResult"));
        var read = new FeatureResult(
            source["value"], decidedBy, members.Text("ruleId") ?? "",
            experiment is null ? null : At("experiment", experiment, Experiment.Read, errors),
            result is null ? null : At("experimentResult", result, ReadExperiment, errors));
        return members.IsMalformed ? null : read;
    }

    public static ExperimentResult? ReadExperiment(Value value, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Error("not an experiment result object");
            return null;
        }
        var members = new Members(source, errors);
        var weights = members.Weights("variationWeights");
        var variation = members.Integer("variationId") ?? 0;
        var result = new ExperimentResult
        {
            Key = members.Text("key") ?? EcmaNumber.ToText(variation),
            FeatureId = members.Text("featureId"),
            InExperiment = members.Flag("inExperiment") ?? false,
            HashUsed = members.Flag("hashUsed") ?? false,
            VariationId = variation,
            Value = members.Find("value") ?? Value.Null.Instance,
            HashAttribute = members.Text("hashAttribute") ?? "",
            HashValue = members.Find("hashValue") ?? "",
            StickyBucketUsed = members.Flag("stickyBucketUsed") ?? false,
            Name = members.Text("name"),
            Bucket = members.Number("bucket"),
            Passthrough = members.Flag("passthrough") ?? false,
            ContextualBandit = members.Integer("leafId") is { } leaf
                ? new ContextualBandit(leaf, weights.IsDefault ? [] : weights, members.Integer("banditVersion"))
                : null,
        };
        return members.IsMalformed ? null : result;
    }

    public static Effect? ReadEffect(Value value, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Error("not an effect object");
            return null;
        }
        switch (source["type"])
        {
            case Value.String { Content: "stickyBucketAssigned" }:
                return At("doc", source["doc"], StickyAssignmentDocument.Read, errors) is { } document
                    ? new Effect.StickyBucketAssigned(document) : null;
            case Value.String { Content: "experimentViewed" }:
                var experiment = At("experiment", source["experiment"], Experiment.Read, errors);
                var viewed = At("result", source["result"], ReadExperiment, errors);
                return experiment is null || viewed is null ? null : new Effect.ExperimentViewed(experiment, viewed);
            case Value.String { Content: "featureEvaluated" } when source["featureKey"] is Value.String key:
                return At("result", source["result"], ReadFeature, errors) is { } result
                    ? new Effect.FeatureEvaluated(key.Content, result) : null;
            case Value.String { Content: "eventLogged" } when source["name"] is Value.String name:
                var members = new Members(source, errors);
                var properties = members.Object("properties") ?? Value.Object.Empty;
                return members.IsMalformed ? null : new Effect.EventLogged(name.Content, properties);
            default:
                errors.Error("not an effect of a known type");
                return null;
        }
    }

    /// <summary>The effects of an array; a malformed one is reported and left out.</summary>
    public static Effects ReadEffects(Value value, PayloadErrors errors)
    {
        if (value is not Value.Array items)
        {
            errors.Error("not an array of effects");
            return Effects.None;
        }
        var effects = new EffectsBuilder();
        for (var i = 0; i < items.Count; i++)
        {
            errors.Enter(i);
            if (ReadEffect(items[i], errors) is { } effect)
                effects.Add(effect);
            errors.Leave();
        }
        return effects.Build();
    }

    private static T At<T>(string name, Value value, Func<Value, PayloadErrors, T> read, PayloadErrors errors)
    {
        errors.Enter(name);
        var result = read(value, errors);
        errors.Leave();
        return result;
    }
}
