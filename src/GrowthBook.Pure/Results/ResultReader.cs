using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads results from the JSON form of evaluation records and of the other GrowthBook SDKs.</summary>
internal static class ResultReader
{
    /// <summary>The members that identify an exposure.</summary>
    private static readonly ImmutableArray<string> Required = ["variationId", "hashAttribute", "hashValue"];

    public static FeatureResult? ReadFeature(Value value, Faults faults)
    {
        if (value is not Value.Object source)
        {
            faults.Error("not a feature result object");
            return null;
        }
        var members = new Members(source, faults);
        var name = members.Text("source") ?? "";
        if (FeatureResultSources.Parse(name) is not { } decidedBy)
        {
            faults.ErrorAt("source", "not the source of a feature result, such as defaultValue");
            return null;
        }
        var (experiment, result) = (members.Find("experiment"), members.Find("experimentResult"));
        var read = new FeatureResult(
            source["value"], decidedBy, members.Text("ruleId") ?? "",
            experiment is null ? null : At("experiment", experiment, ExperimentReader.Read, faults),
            result is null ? null : At("experimentResult", result, ReadExperiment, faults));
        return members.IsMalformed ? null : read;
    }

    public static ExperimentResult? ReadExperiment(Value value, Faults faults)
    {
        if (value is not Value.Object source)
        {
            faults.Error("not an experiment result object");
            return null;
        }
        var members = new Members(source, faults);
        var weights = members.Weights("variationWeights", new ModelPool());
        var variation = members.Integer("variationId") ?? 0;
        if (variation < 0)
            members.Malformed("variationId", "the index of a variation");
        foreach (var name in Required)
        {
            if (!members.Has(name))
                members.Missing(name);
        }
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
                ? new ContextualBandit(leaf, weights, members.Integer("banditVersion"))
                : null,
        };
        return members.IsMalformed ? null : result;
    }

    /// <summary>The members <c>experiment</c> and <c>result</c> of an object; <c>null</c> where one of them is malformed.</summary>
    public static (Experiment Experiment, ExperimentResult Result)? ReadExposure(Value.Object source, Faults faults, ModelPool pool)
    {
        faults.Position.Enter("experiment");
        var experiment = ExperimentReader.Read(source["experiment"], faults, pool);
        faults.Position.Leave();
        var result = At("result", source["result"], ReadExperiment, faults);
        return experiment is null || result is null ? null : (experiment, result);
    }

    /// <summary>Reads a value at the position of a member.</summary>
    public static T At<TValue, T>(string name, TValue value, Func<TValue, Faults, T> read, Faults faults)
    {
        faults.Position.Enter(name);
        var result = read(value, faults);
        faults.Position.Leave();
        return result;
    }
}
