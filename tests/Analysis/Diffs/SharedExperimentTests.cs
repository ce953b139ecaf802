namespace GrowthBook.Analysis.Tests;

/// <summary>Experiments of which another rule can give users another variation or value.</summary>
public sealed class SharedExperimentTests
{
    private const string A = """{"id":"A","variations":["a","b"],"hashVersion":2}""";

    [Theory]
    [InlineData(A, """{"id":"N","seed":"q","variations":["a","b"],"hashVersion":2,"coverage":0.5},""" + A, "f")] // another seed
    [InlineData(A, """{"id":"N","weights":[0.3,0.7],"variations":["a","b"],"hashVersion":2,"coverage":0.5},""" + A, "f")] // other weights
    [InlineData(A, """{"id":"N","variations":["c","d"],"hashVersion":2,"coverage":0.5},""" + A, "f")] // other values
    [InlineData(A, """{"id":"N","variations":["a","b"],"hashVersion":2,"meta":[{"key":"1"},{"key":"0"}],"coverage":0.5},""" + A, "f")] // other keys
    [InlineData(A, """{"id":"N","hashAttribute":"device","variations":["a","b"],"hashVersion":2,"condition":{"x":1}},""" + A, "f")] // another attribute
    [InlineData(A, """{"id":"N","variations":["a","b"],"hashVersion":2,"coverage":0.5},""" + A, "")] // the same variation for each user
    [InlineData(A, """{"id":"N","key":"n","variations":["a","b"],"hashVersion":2,"coverage":0.5},""" + A, "")] // another experiment
    [InlineData(A, """{"id":"A","variations":["a","b"],"hashVersion":2,"weights":[0.3,0.7]}""", "")] // one rule, which is measured
    [InlineData(A, A + """,{"force":"c","coverage":0.5}""", "")]
    [InlineData("""{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5},""" + A, """{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5},""" + A + """,{"force":"c","coverage":0.5}""", "")] // after all of its rules
    [InlineData("""{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5},""" + A, """{"force":"c","coverage":0.5},{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5},""" + A, "f")]
    [InlineData("""{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5},""" + A, A + """,{"id":"N","seed":"q","variations":["a","b"],"coverage":0.5}""", "f")] // in another order
    public void Rules_that_give_another_variation_or_value_are_named(string before, string after, string expected)
    {
        var (old, @new) = (Parse(before), Parse(after));

        Assert.Equal(expected, string.Join(", ", Diff.Of(old, @new).Features.Single().SharedExperiments));
        var moved = new List<UserChange>();
        for (var i = 0; i < 300; i++)
            UserComparison.Compare(new Context(old.Compiled, new Attributes { ["id"] = FormattableString.Invariant($"u{i}"), ["device"] = i, ["x"] = 1 }), @new.Compiled, "f", moved);
        Assert.True(expected.Length > 0 || Diff.Of(old, @new).Experiments.Any(each => each.Measure.Share(ChangeClass.Moved) > 0)
            || !moved.Any(change => change is { Experiment: not null, Class: ChangeClass.Moved or ChangeClass.ValueOnly }));
    }

    /// <summary>More than ten experiments are not all named, and no user measures the others.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Experiments_that_are_not_named_stay_unmeasured(int count, bool areAll)
    {
        static string Tracking(int count, int variation) => "{\"force\":1,\"tracks\":[" + string.Join(",", Enumerable.Range(0, count).Select(i => FormattableString.Invariant(
            $"{{\"experiment\":{{\"key\":\"t{i}\",\"variations\":[0,1]}},\"result\":{{\"variationId\":{variation},\"key\":\"{variation}\",\"inExperiment\":true,\"hashUsed\":true,\"hashAttribute\":\"id\",\"hashValue\":\"u\",\"value\":1}}}}"))) + "]}";

        var diff = Diff.Of(Parse(Tracking(count, 0)), Parse(Tracking(count, 1)));

        var feature = Assert.Single(diff.Features);
        Assert.Equal((10, areAll), (feature.SharedExperiments.Length, feature.HasAllSharedExperiments));
        Assert.Equal(!areAll, UnmeasuredParts.Of(diff.ToValue()).Contains("other experiments of f"));
    }

    /// <summary>A rule of a required feature and one of the feature run one experiment.</summary>
    [Theory]
    [InlineData("\"key\":\"x\",\"seed\":\"q\"", "x")]
    [InlineData("\"key\":\"x\",\"seed\":\"s\"", "")]
    [InlineData("\"key\":\"y\",\"seed\":\"q\"", "")]
    public void Rules_of_required_features_count(string members, string expected)
    {
        string Of(string coverage) => """
            {"features":{"g":{"defaultValue":0,"rules":[{"id":"G",MEMBERS,"variations":[0,1],"hashVersion":2}]},
             "f":{"defaultValue":2,"rules":[{"id":"R","force":3,"coverage":COVERAGE},{"id":"P","parentConditions":[{"id":"g","condition":{"value":1}}],"force":1},{"id":"F","key":"x","seed":"s","variations":[0,1],"hashVersion":2}]}}}
            """.Replace("MEMBERS", members, StringComparison.Ordinal).Replace("COVERAGE", coverage, StringComparison.Ordinal);

        var diff = Diff.Of(WrittenPayload.Parse(Of("0.1")).Value, WrittenPayload.Parse(Of("0.2")).Value);

        Assert.Equal(expected, string.Join(", ", diff.Features.Single().SharedExperiments));
    }

    /// <summary>A user who is proved to stay in each rule gets nothing by another one.</summary>
    [Theory]
    [InlineData(0.5, 0.6, true)]
    [InlineData(0.6, 0.5, false)]
    public void Proofs_of_all_rules_keep_users(double before, double after, bool isProved)
    {
        static string Of(double coverage) => FormattableString.Invariant($$$"""{"id":"N","seed":"q","variations":["a","b"],"hashVersion":2,"condition":{"c":"DE"}},{"id":"A","variations":["a","b"],"hashVersion":2,"coverage":{{{coverage}}}}""");

        var diff = Diff.Of(Parse(Of(before)), Parse(Of(after)), new DiffOptions(Proves: true));

        Assert.Equal(isProved, diff.Features.Single().SharedExperiments.IsEmpty);
        Assert.Equal(isProved, diff.Experiments.All(each => each.Verdict?.Kind == VerdictKind.Proved));
    }

    private static WrittenPayload Parse(string rules) => WrittenPayload.Parse("{\"features\":{\"f\":{\"defaultValue\":\"c\",\"rules\":[" + rules + "]}}}").Value;
}
