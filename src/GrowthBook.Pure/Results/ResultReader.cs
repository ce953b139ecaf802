using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Reads results from the JSON form of evaluation records and of the other GrowthBook SDKs.</summary>
internal static class ResultReader
{
    /// <summary>The members that identify an exposure.</summary>
    private static readonly ImmutableArray<string> OfExposure = ["variationId", "hashAttribute", "hashValue"];

    /// <summary>The members without which a result would be another one.</summary>
    private static readonly ImmutableArray<string> Required = [.. OfExposure, "value", "inExperiment", "hashUsed"];

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
        if (!members.Has("value"))
            members.Missing("value");
        Flag("on", ref members); // follows from the value
        Flag("off", ref members);
        var (experiment, result) = (members.Find("experiment"), members.Find("experimentResult"));
        var read = new FeatureResult(
            source["value"], decidedBy, members.Text("ruleId") ?? "",
            experiment is null ? null : At("experiment", experiment, ExperimentReader.Read, faults),
            result is null ? null : At("experimentResult", result, ReadExperiment, faults));
        return members.IsMalformed ? null : read;
    }

    public static ExperimentResult? ReadExperiment(Value value, Faults faults) => ReadExperiment(value, faults, isForeign: false);

    /// <summary>A result with which another SDK tells of an exposure; it may have only the members that identify one.</summary>
    public static ExperimentResult? ReadForeign(Value value, Faults faults) => ReadExperiment(value, faults, isForeign: true);

    private static ExperimentResult? ReadExperiment(Value value, Faults faults, bool isForeign)
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
        foreach (var name in isForeign ? OfExposure : Required)
        {
            if (!members.Has(name))
                members.Missing(name);
        }
        var result = new ExperimentResult
        {
            Key = members.Text("key") ?? EcmaNumber.ToText(variation),
            FeatureId = members.Text("featureId"),
            InExperiment = Flag("inExperiment", ref members, isForeign),
            HashUsed = Flag("hashUsed", ref members, isForeign),
            VariationId = variation,
            Value = members.Find("value") ?? Value.Null.Instance,
            HashAttribute = members.Text("hashAttribute") ?? "",
            HashValue = members.Find("hashValue") ?? "",
            StickyBucketUsed = Flag("stickyBucketUsed", ref members, isForeign),
            Name = members.Text("name"),
            Bucket = members.Number("bucket"),
            Passthrough = Flag("passthrough", ref members, isForeign),
            ContextualBandit = members.Integer("leafId") is { } leaf
                ? new ContextualBandit(leaf, weights, members.Integer("banditVersion"))
                : null,
        };
        return members.IsMalformed ? null : result;
    }

    /// <summary>The members <c>experiment</c> and <c>result</c> of an object; <c>null</c> where one of them is malformed.</summary>
    /// <param name="source">The object.</param>
    /// <param name="faults">Takes the faults.</param>
    /// <param name="pool">Shares equal parts.</param>
    /// <param name="isForeign">Whether another SDK may have written the result, as in <c>tracks</c> of a payload.</param>
    public static (Experiment Experiment, ExperimentResult Result)? ReadExposure(Value.Object source, Faults faults, ModelPool pool, bool isForeign = false)
    {
        faults.Position.Enter("experiment");
        var experiment = ExperimentReader.Read(source["experiment"], faults, pool);
        faults.Position.Leave();
        faults.Position.Enter("result");
        var result = ReadExperiment(source["result"], faults, isForeign);
        faults.Position.Leave();
        return experiment is null || result is null ? null : (experiment, result);
    }

    /// <summary>A boolean, <c>false</c> where it is absent. Another type is malformed: its truthiness can be the opposite of its meaning, as of <c>"no"</c>.</summary>
    private static bool Flag(string name, ref Members members, bool isForeign = false)
    {
        if (!isForeign && members.Find(name) is not (null or Value.Boolean))
            members.Malformed(name, "a boolean");
        return isForeign ? members.Flag(name) ?? false : members.Find(name) is Value.Boolean { Content: true };
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
