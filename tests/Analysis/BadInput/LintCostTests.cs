using GrowthBook.Pure.Tests.BadInput;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Analysis.Tests.BadInput;

/// <summary>No payload makes lint cost more than its size: counted are bytes, findings and steps.</summary>
public class LintCostTests
{
    /// <summary>Walked as a tree, the groups are 2^41.</summary>
    [Fact]
    public void Groups_that_refer_twice_to_the_next_one_are_read_once()
    {
        const int Groups = 41;
        var groups = string.Join(",", Enumerable.Range(0, Groups).Select(i => i + 1 < Groups
            ? $$$"""
              "g{{{i}}}":{"type":"condition","condition":{"$or":[{"$savedGroup":{"id":"g{{{i + 1}}}"}},{"$savedGroup":{"id":"g{{{i + 1}}}"}}]}}
              """
            : $$$""" "g{{{i}}}":{"type":"condition","condition":{"id":"1"}}"""));
        var json = "{\"savedGroups\":{" + groups + "},\"features\":{\"f\":{\"rules\":[{\"condition\":{\"$savedGroup\":{\"id\":\"g0\"}},\"force\":1}]}}}";
        Assert.InRange(AllocatedBytes.During(() => Analysis.Lint.Of(Sources.Of(json))), 1, 50_000_000);
    }

    /// <summary>A walk per prerequisite would be a square, and by recursion it ends the process.</summary>
    [Fact]
    public void A_chain_of_prerequisites_costs_bytes_in_proportion() => Work.AssertLinear(400, count =>
    {
        var features = string.Join(",", Enumerable.Range(0, count).Select(i =>
            $$$""" "f{{{i}}}":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"f{{{i + 1}}}","condition":{"value":1}}],"force":2}]}"""));
        var source = Sources.Of("{\"features\":{" + features + ",\"f" + count + "\":{\"defaultValue\":1,\"rules\":[{\"force\":1,\"condition\":{\"a\":1}}]}}}");
        return AllocatedBytes.During(() => Analysis.Lint.Of(source));
    });

    /// <summary>Each prerequisite is tested against each value of its feature, with the steps of one evaluation.</summary>
    [Fact]
    public void Prerequisites_and_the_values_of_their_feature_cost_no_product()
    {
        const int Count = 5000;
        var values = string.Join(",", Enumerable.Range(0, Count));
        var rules = string.Join(",", Enumerable.Repeat("""{"parentConditions":[{"id":"g","condition":{"value":-1}}],"force":1,"coverage":0.5}""", Count));
        var source = Sources.Of("{\"features\":{\"g\":{\"rules\":[{\"variations\":[" + values + "]}]},\"f\":{\"rules\":[" + rules + "]}}}");
        Assert.InRange(AllocatedBytes.During(() => Analysis.Lint.Of(source)), 1, 200_000_000);
    }

    /// <summary>Each leaf is compared with the ones before it.</summary>
    [Theory]
    [InlineData("""{"a":{"$gt":NUMBER},"b":{"$lt":NUMBER}}""")]
    [InlineData("""{"a":NUMBER}""")]
    [InlineData("""{"a":{"$in":["x","y","NUMBER"]},"b":{"$ne":"NUMBER"},"c":{"$exists":true}}""")]
    [InlineData("""{"$or":[{"a":"NUMBER"},{"b":{"$vgt":"1.NUMBER"}}],"c":{"$regex":"^NUMBER"}}""")]
    public void Many_leaves_of_a_bandit_share_the_steps_of_proofs(string condition)
    {
        var leaves = string.Join(",", Enumerable.Range(0, 5000).Select(i => $$$"""{"leafId":{{{i}}},"condition":{{{condition.Replace("NUMBER", $"{i}", StringComparison.Ordinal)}}},"weights":[1,0]}"""));
        var source = Sources.Of("{\"features\":{\"f\":{\"rules\":[{\"variations\":[0,1],\"contextualBanditRef\":\"b\"}]}},\"contextualBandits\":{\"b\":{\"contexts\":[" + leaves + "]}}}");
        Assert.InRange(AllocatedBytes.During(() => Analysis.Lint.Of(source)), 1, 650_000_000);
    }

    /// <summary>Each of as many tests is decided for as many classes of values.</summary>
    [Fact]
    public void Many_values_of_one_attribute_cost_no_product()
    {
        const int Count = 4000;
        var tests = string.Join(",", Enumerable.Range(0, Count).Select(i => $"{{\"a\":\"{i}\"}}"));
        var source = Sources.OfRules("{\"condition\":{\"$or\":[" + tests + "]},\"force\":1}");
        Assert.InRange(AllocatedBytes.During(() => Analysis.Reachability.Of(source)), 1, 10_000 * Count);
    }

    /// <summary>The step limit is one for the payload: the last two rules are equal, which a proof shows in another payload.</summary>
    [Fact]
    public void All_proofs_of_a_payload_share_a_limit_of_steps()
    {
        string[] last = ["""{"condition":{"b":{"$gt":5}},"force":1}""", """{"condition":{"b":{"$gt":7}},"force":2}"""];
        var tests = string.Join(",", Enumerable.Range(0, 50).Select(i => $"{{\"a\":\"{i}\"}}"));
        var many = Enumerable.Range(0, 60).Select(i => "{\"condition\":{\"c\":" + i + ",\"$or\":[" + tests + "]},\"coverage\":0.5,\"force\":1}");
        var source = Sources.OfRules([.. many, .. last]);
        Assert.Equal(RuleReach.Shadowed, new ReachProofs(source, 10_000_000).Of(source.Features[0]).Last().Reach);
        Assert.Equal(RuleReach.Possible, new ReachProofs(source, 100_000).Of(source.Features[0]).Last().Reach);
    }

    [Fact]
    public void A_slow_expression_leaves_no_steps_to_all_others()
    {
        Assert.NotNull(EcmaRegex.Parse("^(a+)+$", false, out _) is { } regex ? new ExpressionTrial().Attack(regex) : null);
        var trial = new ExpressionTrial(1000);
        Assert.Null(trial.Attack(EcmaRegex.Parse("^a*b*$", false, out _)!));
        Assert.Null(trial.Attack(EcmaRegex.Parse("^(a+)+$", false, out _)!));
    }

    [Fact]
    public void Findings_of_a_code_are_counted_after_the_first_thousand()
    {
        var ids = string.Join(",", Enumerable.Repeat("\"x\"", 5001));
        var report = Analysis.Lint.Of(Sources.Of("{\"savedGroups\":{\"g\":{\"type\":\"list\",\"attributeKey\":\"id\",\"values\":[" + ids + "]}},\"features\":{}}"));
        Assert.Equal(1000, report.Findings.Count(finding => finding.Code == LintCodes.DuplicateIds));
        Assert.Equal(4000, report.Unlisted);
        Assert.Equal(4000, report.ToJson()["unlisted"]);
    }

    /// <summary>A name that each finding repeats is cut in each of them.</summary>
    [Theory]
    [InlineData("""{"parentConditions":[{"id":"LONG","condition":{"value":1}}],"force":1}""")]
    [InlineData("""{"id":"LONG","force":1}""")]
    [InlineData("""{"key":"LONG","variations":[0],"seed":"s"}""")]
    [InlineData("""{"condition":{"LONG":{"$regex":"^(a+)+$"},"$savedGroup":{"id":"LONG"}},"force":1}""")]
    [InlineData("""{"condition":{"a":{"$regex":"^(a+)+LONG$"}},"force":1}""")]
    public void Messages_and_paths_have_a_maximum_length(string rule)
    {
        var name = new string('n', 100_000);
        var source = Sources.Of("{\"features\":{\"" + name + "\":{\"defaultValue\":1,\"rules\":[" + string.Join(",", Enumerable.Repeat(rule.Replace("LONG", name, StringComparison.Ordinal), 3)) + "]}}}");
        var findings = Analysis.Lint.Of(source).Findings;
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.InRange(finding.Message.Length + finding.Path.Length, 1, 3100));
    }

    [Fact]
    public void Steps_of_default_values_are_shared_by_all_prerequisites()
    {
        var parents = string.Join(",", Enumerable.Range(0, 40).Select(i => """{"id":"p","condition":{"value":{"$regex":"^(a|aa)+$"}}}"""));
        var source = Sources.Of("{\"features\":{\"p\":{\"defaultValue\":\"" + new string('a', 20_000) + "b\"},\"f\":{\"rules\":[{\"parentConditions\":[" + parents + "],\"force\":1}]}}}");
        Assert.InRange(Analysis.Lint.Of(source).Findings.Count(finding => finding.Code == LintCodes.PrerequisiteNever), 0, 39);
    }

    /// <summary>The places of faults are found by name: a walk over all members for each fault would be a product.</summary>
    [Fact]
    public void Places_of_faults_cost_bytes_in_proportion() => Work.AssertLinear(125, count =>
    {
        var features = string.Join(",", Enumerable.Range(0, count).Select(i => $"\"f{i}\":1"));
        var source = Sources.Of("{\"features\":{" + features + "}}");
        Assert.Equal(count, source.Errors.Length);
        return AllocatedBytes.During(() => Assert.Equal(count, source.Errors.Select(error => source.PlaceOf(error.Path)).Distinct().Count()));
    });

    [Fact]
    public void Overlaps_of_ranges_are_found_as_by_comparing_each_pair()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var ranges = Enumerable.Range(0, 2 + random.Next(5)).Select(_ => (Start: random.Next(12) / 12.0, Length: random.Next(4) / 12.0)).ToArray();
            var json = string.Join(",", ranges.Select(range => FormattableString.Invariant($"[{range.Start},{range.Start + range.Length}]")));
            var variations = string.Join(",", ranges.Select((_, at) => at));
            var source = Sources.OfRules("{\"key\":\"e\",\"variations\":[" + variations + "],\"ranges\":[" + json + "]}");
            var read = source.Experiments.Single().Experiment.Ranges;
            var pairs = from a in Enumerable.Range(0, read.Length)
                        from b in Enumerable.Range(a + 1, read.Length - a - 1)
                        where Math.Max(read[a].Start, read[b].Start) < Math.Min(read[a].End, read[b].End)
                        select $"the ranges of variations {a} and {b} of";
            var found = Analysis.Lint.Of(source).Findings.SingleOrDefault(finding => finding.Code == LintCodes.RangesOverlap);
            Assert.Equal(pairs.Any(), found is not null);
            if (found is not null)
                Assert.Contains(pairs, pair => found.Message.StartsWith(pair, StringComparison.Ordinal));
        }
    }

    /// <summary>Experiments of a namespace are compiled once: once per pair would be a square.</summary>
    [Fact]
    public void Experiments_of_a_namespace_cost_bytes_in_proportion() => Work.AssertLinear(100, count =>
    {
        var source = Sources.OfRules([.. Enumerable.Range(0, count).Select(i => FormattableString.Invariant(
            $"{{\"key\":\"e{i}\",\"variations\":[0,1],\"namespace\":[\"n\",{i / (double)count},{(i + 0.5) / count}]}}"))]);
        return AllocatedBytes.During(() => Assert.All(SharedBucketsLint.Of(source), finding => Assert.Equal(LintCodes.NotProved, finding.Code)));
    });
}
