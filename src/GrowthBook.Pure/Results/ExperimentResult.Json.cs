namespace GrowthBook;

public sealed partial record ExperimentResult
{
    /// <summary>The result as the other GrowthBook SDKs write it.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ResultJson.Of(this);

    /// <summary>The JSON text of the result.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>A result from the form that <see cref="ToValue"/> gives, <c>null</c> where it is malformed.</summary>
    internal static ExperimentResult? Read(Value value, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Error("not a result object");
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
}
