namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>Experiments whose own bucket decides who reaches them.</summary>
public sealed class SkewedSharesLintTests
{
    private const string Experiment = "\"key\":\"e\",\"hashVersion\":2,\"variations\":[1,2],\"seed\":\"s\"", Rollout = "\"hashVersion\":2,\"hashAttribute\":\"id\",\"seed\":\"s\"",
        Version1 = "\"key\":\"e\",\"variations\":[1,2],\"hashVersion\":1";

    /// <summary>The part is named, and another seed, or ranges that take the same part of each variation, are no finding.</summary>
    [Theory]
    [InlineData("{EXPERIMENT,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0,0.6]]}]}", "{EXPERIMENT,\"filters\":[{\"seed\":\"t\",\"ranges\":[[0,0.6]]}]}",
        "has the seed `s` of its filter, so that the shares of its variations are not its weights")]
    [InlineData("{EXPERIMENT,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0,0.2],[0.5,0.6]]}]}", "{EXPERIMENT,\"filters\":[{\"seed\":\"s\",\"ranges\":[[0,0.1],[0.5,0.6]]}]}",
        "has the seed `s` of its filter, so that the shares of its variations are not its weights")]
    [InlineData("{\"force\":3,ROLLOUT,\"range\":[0,0.1]},{EXPERIMENT}", "{\"force\":3,ROLLOUT,\"range\":[0,0.1]},{\"force\":4,ROLLOUT,\"range\":[0.6,0.7]},{EXPERIMENT,\"ranges\":[[0.1,0.5],[0.7,1]]}",
        "has the seed `s` of rule 1 before it at 1:49, so that the shares of its variations are not its weights")]
    [InlineData("{\"force\":3,\"condition\":{\"plan\":\"pro\"},ROLLOUT,\"coverage\":0.3},{EXPERIMENT}", "{\"force\":3,\"condition\":{\"plan\":\"pro\"},ROLLOUT,\"hashAttribute\":\"company\",\"coverage\":0.3},{EXPERIMENT}",
        "has the seed `s` of rule 1 before it at 1:49, so that the shares of its variations can differ from its weights")]
    [InlineData("{\"force\":3,\"condition\":{\"beta\":true},ROLLOUT,\"coverage\":0.3},{EXPERIMENT,\"condition\":{\"beta\":{\"$exists\":true}}}", "{\"force\":3,\"condition\":{\"beta\":true},ROLLOUT,\"coverage\":0.3},{EXPERIMENT,\"condition\":{\"beta\":false}}",
        "has the seed `s` of rule 1 before it at 1:49, so that the shares of its variations can differ from its weights")]
    [InlineData("{VERSION1,\"seed\":\"checkout-v2\",\"filters\":[{\"seed\":\"checkout-v3\",\"hashVersion\":1,\"ranges\":[[0,0.5]]}]}", "{VERSION1,\"seed\":\"checkout-v2\",\"filters\":[{\"seed\":\"checkout-v3\",\"hashVersion\":2,\"ranges\":[[0,0.5]]}]}",
        "depends on its filter, so that the shares of its variations are not its weights: hash version 1 gives the seeds `checkout-v2` and `checkout-v3` similar buckets")]
    [InlineData("{VERSION1,\"seed\":\"__test1\",\"namespace\":[\"test5\",0,0.5]}", "{VERSION1,\"seed\":\"__test1\",\"namespace\":[\"another\",0,0.5]}",
        "depends on its namespace `test5`, so that the shares of its variations are not its weights: hash version 1 gives the seeds `__test1` and `__test5` similar buckets")]
    public void An_experiment_that_its_own_bucket_decides_about(string has, string hasNot, string message)
    {
        static IEnumerable<string> Of(string rules) => Messages(Sources.OfRules(Written(rules)));

        Assert.StartsWith($"experiment `e` {message}", Assert.Single(Of(has)), StringComparison.Ordinal);
        Assert.Empty(Of(hasNot));
    }

    [Theory]
    [InlineData("EXPERIMENT", "{\"force\":true,ROLLOUT,\"coverage\":0.5}", "", "has the seed `s` of rule 1 of `needed` at 2:45, which it needs, so that the shares of its variations can differ from its weights")]
    [InlineData("EXPERIMENT", "{\"force\":true,ROLLOUT,\"filters\":[{\"seed\":\"s\",\"attribute\":\"id\",\"ranges\":[[0,0.5]]}]}", "", "has the seed `s` of rule 1 of `needed` at 2:45, which it needs, so that")]
    [InlineData("EXPERIMENT", "{EXPERIMENT}", "", "has the seed `s` of rule 1 of `needed` at 2:45, which it needs, so that")]
    [InlineData("EXPERIMENT", "{\"force\":true,\"parentConditions\":[{\"id\":\"far\",\"condition\":{\"value\":true}}]}", "{\"force\":true,ROLLOUT,\"coverage\":0.5}", "has the seed `s` of rule 1 of `far` at 3:42, which it needs, so that")]
    [InlineData("VERSION1,\"seed\":\"checkout-v2\"", "{\"force\":true,\"hashAttribute\":\"id\",\"seed\":\"checkout-v3\",\"coverage\":0.5}", "", "depends on rule 1 of `needed` at 2:45, which it needs, so that the shares of its variations can differ from its weights: hash version 1")]
    public void An_experiment_that_needs_a_feature_that_its_own_bucket_decides_about(string experiment, string needed, string far, string message)
    {
        IEnumerable<string> Of(string rule, string gate) => Messages(Sources.Of(Written(
            $"{{\"features\":{{\n\"needed\":{{\"defaultValue\":false,\"rules\":[    {needed}]}},\n\"far\":{{\"defaultValue\":false,\"rules\":[    {far}]}},\n\"f\":{{\"defaultValue\":0,\"rules\":[{gate}{{{rule}}}]}}}}}}")));
        const string Needs = "\"parentConditions\":[{\"id\":\"needed\",\"condition\":{\"value\":true}}]";

        Assert.StartsWith($"experiment `e` {message}", Assert.Single(Of($"{experiment},{Needs}", "")), StringComparison.Ordinal);
        Assert.StartsWith($"experiment `e` {message.Replace("it needs", "rule 1 before it needs", StringComparison.Ordinal)}", Assert.Single(Of(experiment, $"{{\"force\":3,{Needs}}},")), StringComparison.Ordinal);
        Assert.Empty(Of($"{experiment},\"seed\":\"quite-another-seed\",{Needs}", "")); // the last member counts
    }

    /// <summary>Experiments behind so many rules that the steps end are named by one note, from the first one on that is not compared.</summary>
    [Fact]
    public void Experiments_that_are_not_compared_have_a_note()
    {
        var rules = Enumerable.Range(0, 3500).SelectMany(i => (string[])[$"{{\"force\":3,\"coverage\":0.001,\"seed\":\"r{i}\"}}", $"{{\"key\":\"k{i}\",\"hashVersion\":2,\"variations\":[1,2]}}"]);

        var finding = Assert.Single(Analysis.Lint.Of(Sources.OfRules([.. rules])).Findings, finding => finding.Code.Code == "GB207" && finding.Message.Contains("compared", StringComparison.Ordinal));

        Assert.Matches("^the buckets of experiment `k[0-9]+` and of those after it are not compared with those of filters, rollouts and prerequisites$", finding.Message);
    }

    /// <summary>The prerequisites of a rule are walked again for each experiment behind it, and take steps.</summary>
    [Fact]
    public void Prerequisites_that_many_experiments_are_behind_take_steps()
    {
        var parents = string.Join(",", Enumerable.Range(0, 20_000).Select(i => $"{{\"id\":\"absent{i}\",\"condition\":{{\"value\":1}}}}"));
        var rules = Enumerable.Range(0, 500).Select(i => $"{{\"key\":\"k{i}\",\"hashVersion\":2,\"variations\":[1,2]}}");

        var notes = Analysis.Lint.Of(Sources.OfRules([$"{{\"force\":3,\"parentConditions\":[{parents}]}}", .. rules])).Findings.Where(finding => finding.Code.Code == "GB207").Select(finding => finding.Message);

        Assert.Contains(notes, note => note.StartsWith("the buckets of experiment `k", StringComparison.Ordinal));
    }

    /// <summary>The variations of an experiment without a finding get their weights, and those of one with a finding, and without a prerequisite, do not.</summary>
    [Fact]
    public void Evaluation_agrees()
    {
        var (random, certain, silent) = (new Random(20261130), 0, 0);
        for (var run = 0; run < 300; run++)
        {
            var json = Json(random);
            var source = Sources.Of(json);
            var messages = Messages(source).ToArray();
            var counts = new long[2];
            for (var i = 0; i < (messages.Length == 0 ? 4000 : 20_000); i++)
            {
                var (_, effects) = Evaluator.EvalFeature(new Context(source.Payload, new Attributes { ["id"] = $"user-{i}", ["plan"] = i % 2 == 0 ? "pro" : "free" }), "f");
                foreach (var viewed in effects.OfType<Effect.ExperimentViewed>().Where(viewed => viewed.Experiment.Key == "e"))
                    counts[viewed.Result.VariationId]++;
            }
            var p = GoodnessOfFit.Test([.. counts], [0.5, 0.5]).P;
            if (messages.Length == 0)
            {
                silent++;
                Assert.True(p > 1e-6, $"{counts[0]} and {counts[1]} of {json}");
            }
            else if (!json.Contains("parentConditions", StringComparison.Ordinal))
            {
                Assert.EndsWith(json.Contains("\"f\":{\"defaultValue\":0,\"rules\":[{\"force\":3,\"condition\"", StringComparison.Ordinal) ? " its weights" : "are not its weights", messages[0], StringComparison.Ordinal);
                certain++;
                Assert.True(p < 0.05 || counts.Sum() < 3000, $"{counts[0]} and {counts[1]} of {json}: {messages[0]}");
            }
        }
        Assert.True(certain > 30 && silent > 100, $"{certain}, {silent}");
    }

    private static string Json(Random random)
    {
        var filter = random.Next(5) < 2 ? $",\"filters\":[{{\"attribute\":\"id\",{Ranges(random)}}}]" : "";
        var before = random.Next(5) < 3 ? ForcedRule(random, "3") + "," : "";
        var needs = random.Next(3) == 0 ? ",\"parentConditions\":[{\"id\":\"needed\",\"condition\":{\"value\":true}}]" : "";
        return $"{{\"features\":{{\"needed\":{{\"defaultValue\":false,\"rules\":[{ForcedRule(random, "true")}]}},\"f\":{{\"defaultValue\":0,\"rules\":[{before}{{{Experiment}{filter}{needs}}}]}}}}}}";
    }

    private static string ForcedRule(Random random, string value) =>
        $"{{\"force\":{value}{(random.Next(3) == 0 ? ",\"condition\":{\"plan\":\"pro\"}" : "")},\"filters\":[{{\"attribute\":\"id\",{Ranges(random)}}}]}}";

    /// <summary>Ranges in tenths, of the experiment's seed or another one; some take half of each variation.</summary>
    private static string Ranges(Random random)
    {
        var start = random.Next(10);
        var ranges = random.Next(3) switch
        {
            0 => "[[0.2,0.4],[0.7,0.9]]",
            1 => "[[0,0.1],[0.9,1]]",
            _ => FormattableString.Invariant($"[[{start / 10.0},{random.Next(start + 1, 11) / 10.0}]]"),
        };
        return $"\"seed\":\"{(random.Next(3) == 0 ? "a-seed-of-its-own" : "s")}\",\"ranges\":{ranges}";
    }

    private static IEnumerable<string> Messages(PayloadSource source) => Analysis.Lint.Of(source).Findings.Where(finding => finding.Code.Code == "GB303").Select(finding => finding.Message);

    private static string Written(string json) => json.Replace("EXPERIMENT", Experiment, StringComparison.Ordinal).Replace("ROLLOUT", Rollout, StringComparison.Ordinal).Replace("VERSION1", Version1, StringComparison.Ordinal);
}
