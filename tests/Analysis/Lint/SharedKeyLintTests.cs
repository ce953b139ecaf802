namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>Rules of two features that run one experiment.</summary>
public sealed class SharedKeyLintTests
{
    [Theory]
    [InlineData("", "\"variations\":[1,2,3]", "variations", "3 variations", "2 variations")]
    [InlineData("", "\"meta\":[{\"key\":\"0\"},{\"key\":\"b\"}]", "meta", "the key `b` of variation 1", "the key `1` of variation 1")]
    [InlineData("\"weights\":[0.2,0.8]", "\"weights\":[0.3,0.7]", "weights", "30 % of its users in variation 0", "20 % of its users in variation 0")]
    [InlineData("", "\"ranges\":[[0,0.1],[0.5,0.8]]", "ranges", "25 % of its users in variation 0", "50 % of its users in variation 0")]
    [InlineData("", "\"hashAttribute\":\"company\"", "hashAttribute", "the hash attribute `company`", "`id`")]
    [InlineData("", "\"seed\":\"s\"", "seed", "the seed `s`", "the seed `x`")]
    [InlineData("\"hashVersion\":1", "\"hashVersion\":2", "hashVersion", "hash version 2", "version 1")]
    [InlineData("\"contextualBanditRef\":\"b\"", "\"seed\":\"x\"", "", "weights of its own", "the contextual bandit `b`")]
    [InlineData("", "\"contextualBanditRef\":\"b\"", "contextualBanditRef", "the contextual bandit `b`", "weights of its own")]
    [InlineData("\"seed\":\"s\",\"weights\":[0.9,0.1]", "\"seed\":\"t\",\"hashVersion\":2", "", "50 % of its users in variation 0, the seed `t`, hash version 2", "90 % of its users in variation 0, the seed `s`, version 1")]
    public void The_second_rule_has_the_differences_and_names_the_first(string first, string second, string member, string own, string others)
    {
        var finding = Assert.Single(Findings(first, second));

        Assert.Equal(
            ("$.features.g.rules[0]" + (member.Length > 0 ? "." + member : ""), $"experiment `x` has {own}; rule `r1` of `f` at 1:28 runs it with {others}"),
            (finding.Path, finding.Message));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\"weights\":[0.5,0.5]", "\"hashAttribute\":\"id\",\"seed\":\"x\",\"hashVersion\":1")]
    [InlineData("\"condition\":{\"age\":5},\"coverage\":0.3", "\"coverage\":0.9,\"variations\":[\"a\",\"b\"]")]
    [InlineData("\"weights\":[0.5,0.5]", "\"weights\":[0.5005,0.4995]")] // one bucket of the coarser hash
    [InlineData("\"coverage\":0.5", "\"ranges\":[[0,0.25],[0.5,0.75]]")]
    [InlineData("\"contextualBanditRef\":\"b\"", "\"contextualBanditRef\":\"b\",\"weights\":[0.9,0.1]")]
    [InlineData("", "\"key\":\"\",\"weights\":[0.9,0.1]")]
    [InlineData("", "\"key\":\"y\",\"weights\":[0.9,0.1]")]
    [InlineData("", "\"hashVersion\":3")] // GB311: it has no users
    [InlineData("", "\"variations\":[1]")] // GB310
    [InlineData("\"coverage\":0", "\"weights\":[0.9,0.1]")] // GB309
    public void Rules_that_exposures_need_not_tell_apart_have_no_finding(string first, string second) => Assert.Empty(Findings(first, second));

    /// <summary>The key of a rule without one is that of its feature.</summary>
    [Fact]
    public void Two_experiments_of_a_feature_without_keys_share_its_key()
    {
        var finding = Assert.Single(
            Lint("{\"features\":{\"f\":{\"rules\":[{\"variations\":[1,2],\"condition\":{\"age\":5}},{\"variations\":[1,2,3]}]}}}"));

        Assert.Equal("experiment `f` has 3 variations; rule 1 of `f` at 1:28 runs it with 2 variations", finding.Message);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"status\":\"draft\"", 0)]
    [InlineData(",\"active\":false", 0)]
    [InlineData(",\"force\":0", 0)]
    public void An_experiment_of_the_payload_counts_if_it_runs(string member, int count)
    {
        var findings = Lint($$$"""{"experiments":[{"key":"x","variations":[{},{},{}]{{{member}}} }],"features":{"f":{"rules":[{"key":"x","variations":[1,2]}]} } }""");

        Assert.Equal(count, findings.Count);
        Assert.All(findings, finding => Assert.StartsWith("experiment `x` has 3 variations; rule 1 of `f` at 1:", finding.Message, StringComparison.Ordinal));
    }

    /// <summary>What <c>gb srm</c> does not test because of the rules has a finding before, and a payload without a finding is tested.</summary>
    [Fact]
    public void An_experiment_has_a_finding_if_its_exposures_are_not_tested()
    {
        var counts = new Dictionary<bool, int> { [true] = 0, [false] = 0 };
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var rules = Enumerable.Range(0, random.Next(2, 4)).Select(_ =>
            {
                var (variations, weight) = (random.Next(12) == 0 ? 3 : 2, random.Next(12) == 0 ? 3 : 5);
                var weights = variations == 3 ? "[0.5,0.25,0.25]" : $"[0.{weight},0.{10 - weight}]";
                var meta = random.Next(12) == 0 ? "a" : "0";
                return $$$"""{"key":"x","hashVersion":2,"variations":[{{{string.Join(',', Enumerable.Range(0, variations))}}}],"weights":{{{weights}}},"coverage":0.{{{random.Next(1, 10)}}},"meta":[{"key":"{{{meta}}}"}]}""";
            });
            var text = "{\"features\":{" + string.Join(',', rules.Select((rule, i) => $"\"f{i}\":{{\"rules\":[{rule}]}}")) + "}}";
            var test = ExposureTest.Of(WrittenPayload.Parse(text).Value);
            Assert.True(test.Add("x", "1"));

            var isRefused = test.ToValue()["experiments"][0]["reason"].AsString()?.Contains("run it with other shares or variations", StringComparison.Ordinal) is true;

            Assert.True(isRefused == (Lint(text).Count > 0), $"seed {seed}: {isRefused} of {text}");
            counts[isRefused]++;
        }
        Assert.All(counts.Values, count => Assert.True(count > 50, count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IReadOnlyCollection<Finding> Findings(string first, string second) => Lint(
        $$$"""{"features":{"f":{"rules":[{{{Rule("r1", first)}}}]},"g":{"rules":[{{{Rule("r2", second)}}}] } },"contextualBandits":{"b":{"contexts":[{"leafId":1,"weights":[0.4,0.6]}]} } }""");

    /// <summary>Members that are given take the place of the usual ones.</summary>
    private static string Rule(string id, string members)
    {
        var given = (Value.Object)Value.Parse("{" + members + "}").Value!;
        var rule = new Value.Object { ["id"] = id, ["key"] = "x", ["variations"] = new Value.Array([1, 2]) };
        return given.Aggregate(rule, (all, member) => all.With(member.Key, member.Value)).ToJson();
    }

    private static IReadOnlyCollection<Finding> Lint(string payload) =>
        [.. Analysis.Lint.Of(Sources.Of(payload)).Findings.Where(finding => finding.Code.Code == "GB314")];
}
