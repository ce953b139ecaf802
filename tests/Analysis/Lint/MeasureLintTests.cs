namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>Rules and experiments whose measure is 0, each with one that barely has users.</summary>
public sealed class MeasureLintTests
{
    private const string Experiment = "{\"key\":\"e\",\"hashVersion\":2,\"variations\":[1,2],", Version1 = "{\"hashVersion\":1,\"variations\":[1,2],", Force = "{\"force\":1,\"hashVersion\":2,\"hashAttribute\":\"id\",\"seed\":\"s\",";

    [Theory]
    [InlineData(Experiment + "\"filters\":[{\"seed\":\"q\",\"ranges\":[]}]}", Experiment + "\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,0.0001]]}]}", "the ranges of a filter have no bucket")]
    [InlineData(Experiment + "\"namespace\":[\"n\",0.5,0.5]}", Experiment + "\"namespace\":[\"n\",0.5,0.501]}", "the range of the namespace has no bucket")]
    [InlineData(Experiment + "\"ranges\":[[0,0],[0,0]]}", Experiment + "\"ranges\":[[0,0],[0,0.0001]]}", "no range of a variation has a bucket")]
    [InlineData(Experiment + "\"seed\":\"s\",\"coverage\":0.5,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.75,1]]}]}", Experiment + "\"seed\":\"s\",\"coverage\":0.5,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.7499,1]]}]}", "its filters admit none of its buckets")]
    [InlineData(Force + "\"range\":[0.5,0.5]}", Force + "\"range\":[0.5,0.5001]}", "its range has no bucket")]
    [InlineData(Force + "\"range\":[0.00001,0.00002]}", Force + "\"range\":[0.00001,0.0002]}", "its range has no bucket")] // between two buckets
    [InlineData(Force + "\"coverage\":0}", Force + "\"coverage\":0.0001}", "its coverage is 0")]
    [InlineData("{\"force\":1,\"filters\":[{\"seed\":\"q\",\"ranges\":[]}]}", "{\"force\":1,\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,0.0001]]}]}", "the ranges of a filter have no bucket")]
    [InlineData(Force + "\"coverage\":0.3,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.3001,1]]}]}", Force + "\"coverage\":0.3,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0.3,1]]}]}", "its filters admit none of its buckets")]
    public void A_rule_without_a_bucket_is_never_reached(string has, string hasNot, string reason)
    {
        var finding = Assert.Single(Analysis.Lint.Of(Sources.OfRules(has)).Findings, finding => finding.Code.Code == "GB201");

        Assert.Equal($"rule 1: {reason}", finding.Message);
        Assert.DoesNotContain(Analysis.Lint.Of(Sources.OfRules(hasNot)).Findings, each => each.Code.Code == "GB201");
    }

    /// <summary>A doubtful part that lets users in is not why there are none.</summary>
    [Theory]
    [InlineData("\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,1.1]]},{\"seed\":\"r\",\"ranges\":[]}]", "the ranges of a filter have no bucket")]
    [InlineData("\"filters\":[{\"seed\":\"q\",\"ranges\":[[0.5,0.4],[0,0.5]]},{\"seed\":\"r\",\"ranges\":[]}]", "the ranges of a filter have no bucket")]
    [InlineData("\"coverage\":30,\"filters\":[{\"seed\":\"r\",\"ranges\":[]}]", "the ranges of a filter have no bucket")]
    public void A_harmless_doubt_does_not_hide_the_cause(string members, string reason)
    {
        foreach (var rule in new[] { Force, Experiment })
        {
            var findings = Analysis.Lint.Of(Sources.OfRules(rule + members + "}")).Findings;
            Assert.Contains(findings, finding => finding.Code.Code == "GB102");
            Assert.Equal($"rule 1: {reason}", Assert.Single(findings, finding => finding.Code.Code == "GB201").Message);
        }
    }

    /// <summary>A namespace counts only without filters, and one range with a bucket is enough.</summary>
    [Theory]
    [InlineData(0, Force + "\"range\":[50,100]}")]
    [InlineData(1, Force + "\"range\":[0,100],\"filters\":[{\"seed\":\"r\",\"ranges\":[]}]}")]
    [InlineData(0, Experiment + "\"namespace\":[\"n\",50,100]}")]
    [InlineData(1, Experiment + "\"namespace\":[\"n\",50,100],\"filters\":[{\"seed\":\"r\",\"ranges\":[]}]}")]
    [InlineData(0, Experiment + "\"ranges\":[[-1,0],[1,2]]}")]
    [InlineData(1, Experiment + "\"ranges\":[[-1,0.1],[1,2]],\"filters\":[{\"seed\":\"r\",\"ranges\":[]}]}")]
    public void A_doubtful_part_without_a_bucket_is_the_cause(int count, string rule) =>
        Assert.Equal(count, Analysis.Lint.Of(Sources.OfRules(rule)).Findings.Count(finding => finding.Code.Code == "GB201"));

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"status\":\"draft\"", 0)]
    [InlineData(",\"active\":false", 0)]
    public void An_experiment_of_the_payload_that_runs_has_a_bucket(string member, int count) => Assert.Equal(
        count,
        Analysis.Lint.Of(Sources.Of($"{{\"experiments\":[{Experiment}\"ranges\":[[0,0],[0,0]]{member}}}]}}")).Findings.Count(finding => finding.Code.Code == "GB201" && finding.Message == "experiment `e`: no range of a variation has a bucket"));

    /// <summary>The code that says more is the only one.</summary>
    [Theory]
    [InlineData("GB309", Experiment + "\"coverage\":0}")]
    [InlineData("GB310", "{\"key\":\"e\",\"hashVersion\":2,\"variations\":[1]}")]
    [InlineData("GB311", "{\"key\":\"e\",\"hashVersion\":3,\"variations\":[1,2]}")]
    public void An_experiment_has_one_code_for_its_missing_users(string code, string rule)
    {
        var codes = Analysis.Lint.Of(Sources.OfRules(rule)).Findings.Select(finding => finding.Code.Code).ToArray();

        Assert.Contains(code, codes);
        Assert.DoesNotContain("GB201", codes);
    }

    [Theory]
    [InlineData("GB304", Experiment + "\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,0.6]]}]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"filters\":[{\"seed\":\"q\",\"ranges\":[[0.5,1]]}]}",
        Experiment + "\"filters\":[{\"seed\":\"q\",\"ranges\":[[0,0.5]]}]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"filters\":[{\"seed\":\"q\",\"ranges\":[[0.5,1]]}]}")]
    [InlineData("GB304", Experiment + "\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"hashAttribute\":\"company\",\"hashVersion\":2,\"variations\":[1,2],\"namespace\":[\"n\",0.5,1]}",
        Experiment + "\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"hashAttribute\":\"id\",\"hashVersion\":2,\"variations\":[1,2],\"namespace\":[\"n\",0.5,1]}")]
    [InlineData("GB304", Experiment + "\"fallbackAttribute\":\"dev\",\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"fallbackAttribute\":\"cookie\",\"hashVersion\":2,\"variations\":[1,2],\"namespace\":[\"n\",0.5,1]}",
        Experiment + "\"fallbackAttribute\":\"dev\",\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"fallbackAttribute\":\"dev\",\"hashVersion\":2,\"variations\":[1,2],\"namespace\":[\"n\",0.5,1]}")]
    [InlineData("GB303", Version1 + "\"key\":\"a\",\"seed\":\"checkout-v2\"}," + Version1 + "\"key\":\"b\",\"seed\":\"checkout-v3\"}",
        Version1 + "\"key\":\"a\",\"seed\":\"checkout-v2\"}," + Version1 + "\"key\":\"b\",\"seed\":\"basket\"}")]
    [InlineData("GB303", Version1 + "\"key\":\"a\",\"seed\":\"test1\"}," + Version1 + "\"key\":\"b\",\"seed\":\"test5\"}",
        Version1 + "\"key\":\"a\",\"seed\":\"test1\"}," + Version1 + "\"key\":\"b\",\"seed\":\"test5\",\"hashAttribute\":\"company\"}")]
    [InlineData("GB303", Version1 + "\"key\":\"a\",\"seed\":\"exp-b\",\"namespace\":[\"n\",0,0.5]}," + Version1 + "\"key\":\"b\",\"seed\":\"exp-c\",\"namespace\":[\"m\",0.5,1]}",
        Version1 + "\"key\":\"a\",\"seed\":\"exp-b\",\"namespace\":[\"n\",0,0.5]}," + Version1 + "\"key\":\"b\",\"seed\":\"exp-c\",\"namespace\":[\"n\",0.5,1]}")]
    [InlineData("GB303", Force + "\"coverage\":0.3},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2]}", Force + "\"coverage\":0.3},{\"key\":\"s\",\"hashVersion\":1,\"variations\":[1,2]}")]
    [InlineData("GB303", Force + "\"coverage\":0.9998},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2]}", "{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2]}," + Force + "\"coverage\":0.3}")]
    [InlineData("GB303", Force + "\"range\":[0.6,1]},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2],\"coverage\":0.4}",
        Force + "\"range\":[0.8,1]},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2],\"coverage\":0.4}")] // its ranges are [0, 0.2] and [0.5, 0.7]
    [InlineData("GB303", Force + "\"range\":[0.8,1]}," + Force + "\"range\":[0.6,0.8]},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2],\"coverage\":0.4}",
        Force + "\"range\":[0.8,1]}," + Force + "\"range\":[0.7,0.8]},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2],\"coverage\":0.4}")]
    [InlineData("GB304", Experiment + "\"filters\":[{\"seed\":\"s1\",\"ranges\":[[0,0.6]]},{\"seed\":\"s2\",\"ranges\":[[0,0.5]]}]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"filters\":[{\"seed\":\"s1\",\"ranges\":[[0.4,1]]},{\"seed\":\"s2\",\"ranges\":[[0,0.5]]}]}",
        Experiment + "\"filters\":[{\"seed\":\"s1\",\"ranges\":[[0,0.6]]},{\"seed\":\"s2\",\"ranges\":[[0,0.5]]}]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"filters\":[{\"seed\":\"s1\",\"ranges\":[[0.4,1]]},{\"seed\":\"s2\",\"ranges\":[[0.5,1]]}]}")] // the second filters exclude
    [InlineData("GB303", Experiment + "\"seed\":\"s\",\"ranges\":[[0,0.2],[0.2,0.4]]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"ranges\":[[0.3999,0.6],[0.6,0.9]]}",
        Experiment + "\"seed\":\"s\",\"ranges\":[[0,0.2],[0.2,0.4]]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"ranges\":[[0.4,0.6],[0.6,0.9]]}")]
    [InlineData("GB303", Experiment + "\"seed\":\"s\",\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"namespace\":[\"n\",0.4,1]}",
        Experiment + "\"seed\":\"s\",\"namespace\":[\"n\",0,0.5]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"namespace\":[\"n\",0.5,1]}")]
    [InlineData("GB303", Experiment + "\"seed\":\"s\",\"fallbackAttribute\":\"a\",\"ranges\":[[0,0.2],[0.2,0.4]]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"fallbackAttribute\":\"b\",\"ranges\":[[0.4,0.6],[0.6,0.9]]}",
        Experiment + "\"seed\":\"s\",\"fallbackAttribute\":\"a\",\"ranges\":[[0,0.2],[0.2,0.4]]},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"fallbackAttribute\":\"a\",\"ranges\":[[0.4,0.6],[0.6,0.9]]}")]
    public void Shared_buckets_are_found_in_filters_attributes_and_rollouts(string code, string has, string hasNot)
    {
        Assert.Single(Analysis.Lint.Of(Sources.OfRules(has)).Findings, finding => finding.Code.Code == code);
        Assert.DoesNotContain(Analysis.Lint.Of(Sources.OfRules(hasNot)).Findings, finding => finding.Code.Code == code);
    }

    /// <summary>Hundreds of other experiments, whose pairs take all steps, do not hide a pair of near seeds, nor one of another attribute.</summary>
    [Fact]
    public void Dependent_seeds_are_found_among_many()
    {
        static string Of(string key, string attribute) => $"{{\"defaultValue\":0,\"rules\":[{Version1}\"hashAttribute\":\"{attribute}\",\"key\":\"{key}\"}}]}}";
        (string Key, string Attribute)[] all = [("checkout-v2", "id"), .. Enumerable.Range(0, 230).Select(i => ($"{i * 7919 % 1000:000}-{i}-another", "id")), ("checkout-v3", "id"), ("basket-v2", "company"), ("basket-v3", "company")];

        var findings = Analysis.Lint.Of(Sources.Of($"{{\"features\":{{{string.Join(',', all.Select((each, i) => $"\"f{i}\":{Of(each.Key, each.Attribute)}"))}}}}}")).Findings;

        Assert.Contains(findings, finding => finding.Code.Code == "GB303" && finding.Message.StartsWith("experiment `checkout-v3` depends on `checkout-v2`", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Code.Code == "GB303" && finding.Message.StartsWith("experiment `basket-v3` depends on `basket-v2`", StringComparison.Ordinal));
        Assert.Equal("experiments of hash version 1 that hash `id` are not all compared: there are 232 of them", Assert.Single(findings, finding => finding.Code == LintCodes.NotProved).Message);
    }

    /// <summary>An experiment without another one of its attribute is not sampled: a sample allocates 40 KB.</summary>
    [Fact]
    public void Experiments_of_distinct_attributes_are_not_sampled()
    {
        var source = Sources.OfRules([.. Enumerable.Range(0, 500).Select(i => $"{Version1}\"key\":\"k{i}\",\"hashAttribute\":\"a{i}\"}}")]);
        var experiments = source.Experiments.ToArray();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(DependentSeedsLint.Of(experiments));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 500 * 16 * 1024);
    }

    /// <summary>Another hash version is advice for experiments of version 1 only.</summary>
    [Fact]
    public void Experiments_of_version_2_with_one_seed_are_not_told_to_use_version_2()
    {
        static string MendOf(string rules) => Assert.Single(Analysis.Lint.Of(Sources.OfRules(rules)).Findings, finding => finding.Code.Code == "GB303") is var finding ? $"{finding.Message}; {finding.Code.Mend}" : "";

        Assert.DoesNotContain("version", MendOf(Experiment + "\"seed\":\"s\"},{\"key\":\"f\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\"}"), StringComparison.Ordinal);
        var mend = MendOf(Version1 + "\"key\":\"a\",\"seed\":\"checkout-v2\"}," + Version1 + "\"key\":\"b\",\"seed\":\"checkout-v3\"}");
        Assert.Contains("hash version 2 for one of them mends it too", mend, StringComparison.Ordinal);
        Assert.Contains("moves users of a running experiment", mend, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "{\"force\":true,\"filters\":[{\"seed\":\"q\",\"ranges\":[]}]}")]
    [InlineData(true, "{\"key\":\"e\",\"variations\":[false,true],\"weights\":[1,0]}")]
    [InlineData(true, "{\"key\":\"e\",\"variations\":[true,true],\"coverage\":0}")]
    [InlineData(true, "{\"key\":\"e\",\"variations\":[false,true],\"meta\":[{\"key\":\"a\"},{\"key\":\"b\",\"passthrough\":true}]}")]
    [InlineData(false, "{\"key\":\"e\",\"variations\":[false,true],\"weights\":[0.9999,0.0001],\"hashVersion\":2}")]
    public void A_value_without_a_bucket_is_none_that_a_feature_can_have(bool holds, string rule) =>
        Assert.Equal(holds, Analysis.Expectations.Check(Sources.OfRules(rule), "expect:\n  - { feature: f, always: false }\n").Holds);

    /// <summary>A stored assignment gives a variation without a bucket, so that there is no proof for the user of a context.</summary>
    [Fact]
    public void Why_not_does_not_conclude_from_buckets_what_a_stored_assignment_can_give()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":[1,2],"weights":[1,0]}]}}}""").Value;

        Assert.NotEqual(WhyNotVerdict.Impossible, WhyNot.Search(payload, new Context { Attributes = new Attributes { ["id"] = "u" } }, "f", 2).Verdict);
    }

    [Fact]
    public void The_first_rollout_with_buckets_of_an_experiment_is_named()
    {
        var rules = Force + "\"range\":[0.8,1]}," + Force + "\"range\":[0.6,0.7]}," + Force + "\"range\":[0.1,0.15]},{\"key\":\"s\",\"hashVersion\":2,\"variations\":[1,2],\"coverage\":0.4}";

        Assert.Contains("has the seed `s` of rule 2 before it", Assert.Single(Analysis.Lint.Of(Sources.OfRules(rules)).Findings, finding => finding.Code.Code == "GB303").Message, StringComparison.Ordinal);
    }

    /// <summary>Of three experiments the third one shares buckets with the second only.</summary>
    [Fact]
    public void The_first_experiment_with_common_users_is_named()
    {
        static string With(string key, string ranges) => $"{{\"key\":\"{key}\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\",\"ranges\":{ranges}}}";
        var rules = $"{With("a", "[[0,0.1],[0.1,0.2]]")},{With("b", "[[0.2,0.4],[0.4,0.6]]")},{With("c", "[[0.5,0.7],[0.7,0.9]]")}";

        Assert.StartsWith("experiment `c` has the seed `s` of `b` at", Assert.Single(Analysis.Lint.Of(Sources.OfRules(rules)).Findings, finding => finding.Code.Code == "GB303").Message, StringComparison.Ordinal);
    }
}
