namespace GrowthBook;

/// <summary>Writes results in the JSON form of evaluation records and of the other GrowthBook SDKs.</summary>
internal static class ResultJson
{
    public static Value.Object Of(FeatureResult result)
    {
        var members = new ObjectMembers(8);
        members.Set("value", result.Value);
        members.Set("on", result.On);
        members.Set("off", result.Off);
        members.Set("source", FeatureResultSources.ToName(result.Source));
        members.Set("ruleId", result.RuleId);
        if (result.Experiment is not null)
            members.Set("experiment", result.Experiment.ToValue());
        if (result.ExperimentResult is not null)
            members.Set("experimentResult", Of(result.ExperimentResult));
        return new Value.Object(members);
    }

    public static Value.Object Of(ExperimentResult result)
    {
        var members = new ObjectMembers(16);
        members.Set("key", result.Key);
        members.Set("featureId", result.FeatureId);
        members.Set("inExperiment", result.InExperiment);
        members.Set("hashUsed", result.HashUsed);
        members.Set("variationId", result.VariationId);
        members.Set("value", result.Value);
        members.Set("hashAttribute", result.HashAttribute);
        members.Set("hashValue", result.HashValue);
        members.Set("stickyBucketUsed", result.StickyBucketUsed);
        if (result.Name is not null)
            members.Set("name", result.Name);
        if (result.Bucket is { } bucket)
            members.Set("bucket", bucket);
        if (result.Passthrough)
            members.Set("passthrough", true);
        if (result.ContextualBandit is { } leaf)
        {
            members.Set("leafId", leaf.LeafId);
            if (!leaf.VariationWeights.IsDefault)
                members.Set("variationWeights", ExperimentJson.Of(leaf.VariationWeights));
            if (leaf.BanditVersion is { } version)
                members.Set("banditVersion", version);
        }
        return new Value.Object(members);
    }
}
