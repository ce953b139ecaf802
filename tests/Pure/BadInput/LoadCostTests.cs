using GrowthBook.Pure.Tests.RegularExpressions;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Reading a payload costs its size, and no product of two of its dimensions.</summary>
public class LoadCostTests
{
    [Fact]
    public void Rules_and_leaves_of_a_bandit_cost_their_sum()
    {
        Work.AssertLinear(250, size =>
        {
            var json = Bandits(size, size);
            Assert.Empty(GrowthBook.Payload.Parse(json).Errors);
            return AllocatedBytes.OfOne(() => GrowthBook.Payload.Parse(json));
        });
    }

    [Fact]
    public void Variations_and_leaves_of_a_bandit_cost_their_sum()
    {
        Work.AssertLinear(250, size =>
        {
            var variations = string.Join(",", Enumerable.Range(0, size));
            var rule = "{\"key\":\"e\",\"variations\":[" + variations + "],\"contextualBanditRef\":\"b\"}";
            var json = Payload(size, "\"f\":{\"rules\":[" + rule + "]}");
            return AllocatedBytes.OfOne(() => GrowthBook.Payload.Parse(json));
        });
    }

    /// <summary>Each leaf has the experiment with other weights: its key and its filters are shared.</summary>
    [Theory]
    [InlineData("key")]
    [InlineData("filters")]
    public void A_large_experiment_and_the_leaves_of_its_bandit_cost_their_sum(string member)
    {
        Work.AssertLinear(250, size =>
        {
            var grown = member == "key" ? "\"" + new string('k', 20 * size) + "\"" : "[" + string.Join(",", Enumerable.Repeat("""{"seed":"s","ranges":[[0,1]]}""", size)) + "]";
            var rule = $"{{{(member == "key" ? "" : "\"key\":\"e\",")}\"{member}\":{grown},\"variations\":[0,1],\"contextualBanditRef\":\"b\"}}";
            var json = Payload(size, "\"f\":{\"rules\":[" + rule + "]}");
            Assert.Empty(GrowthBook.Payload.Parse(json).Errors);
            return AllocatedBytes.OfOne(() => GrowthBook.Payload.Parse(json));
        });
    }

    /// <summary>Rules without a key or a seed have the feature's key. Each would keep and hash a text of its length.</summary>
    [Theory]
    [InlineData("{\"variations\":[0,1]}", "key")]
    [InlineData("{\"variations\":[0,1],\"hashVersion\":2}", "key")]
    [InlineData("{\"force\":1,\"coverage\":0.5}", "seed")]
    public void A_long_key_of_a_feature_and_its_rules_cost_their_sum(string rule, string member)
    {
        Work.AssertLinear(250, size =>
        {
            var json = LongKey(rule, size, 20 * size);
            return AllocatedBytes.OfOne(() => GrowthBook.Payload.Parse(json));
        });
        var errors = GrowthBook.Payload.Parse(LongKey(rule, 1, 1001)).Errors;
        Assert.Contains(errors, error => error.Message.Contains($"has no {member} of its own, and the key of the feature has more than 1,000 characters", StringComparison.Ordinal));
        Assert.Empty(GrowthBook.Payload.Parse(LongKey(rule, 1, 1000)).Errors);
        Assert.Empty(GrowthBook.Payload.Parse(LongKey(rule.Replace("{", $"{{\"{member}\":\"own\",", StringComparison.Ordinal), 1, 1001)).Errors);
        Assert.Empty(GrowthBook.Payload.Parse(LongKey("{\"force\":1}", 1, 1001)).Errors);
    }

    /// <summary>The last rule is beyond what is compiled at load, the first one is not; both are the same experiment.</summary>
    [Fact]
    public void A_leaf_that_is_compiled_in_the_evaluation_answers_as_one_that_is_compiled_at_load()
    {
        var payload = Given.Payload(Bandits(200, 200));
        foreach (var leaf in new[] { "3", "199", "none" })
        {
            var context = new Context(payload, new Attributes { ["id"] = "u", ["leaf"] = leaf });
            var (first, firstEffects) = Evaluator.EvalFeature(context, "f0");
            var (last, lastEffects) = Evaluator.EvalFeature(context, "f199");
            Assert.Equal((first.Value, first.Experiment), (last.Value, last.Experiment));
            Assert.Equal(((Effect.ExperimentViewed)firstEffects[0]).Experiment, ((Effect.ExperimentViewed)lastEffects[0]).Experiment);
            Assert.Equal(leaf == "none" ? -1 : int.Parse(leaf, System.Globalization.CultureInfo.InvariantCulture), last.Experiment!.ContextualBandit!.LeafId);
        }
    }

    [Fact]
    public void An_expression_of_many_groups_is_copied_once()
    {
        Work.AssertLinear(2000, size =>
        {
            var pattern = "^" + string.Concat(Enumerable.Repeat("(a)", size));
            return AllocatedBytes.OfOne(() => EcmaRegex.Parse(pattern, false, out _));
        });
        var many = EcmaRegex.Parse("^" + string.Concat(Enumerable.Repeat("(a)", 2000)), false, out _)!;
        Assert.Equal(RegexOutcome.Match, many.Test(new string('a', 2001)));
        Assert.Equal(RegexOutcome.NoMatch, many.Test(new string('a', 1999)));
        var literal = EcmaRegex.Parse("^" + new string('a', 5000), false, out _)!;
        Assert.Equal(RegexOutcome.Match, literal.Test(new string('a', 5000)));
    }

    private static string LongKey(string rule, int rules, int length) =>
        "{\"features\":{\"" + new string('k', length) + "\":{\"rules\":[" + string.Join(",", Enumerable.Repeat(rule, rules)) + "]}}}";

    private static string Bandits(int rules, int leaves) => Payload(leaves, string.Join(",", Enumerable.Range(0, rules).Select(i =>
        $"\"f{i}\":{{\"rules\":[{{\"key\":\"e\",\"variations\":[0,1],\"contextualBanditRef\":\"b\"}}]}}")));

    private static string Payload(int leaves, string features) =>
        "{\"contextualBandits\":{\"b\":{\"contexts\":[" + Leaves(leaves) + "]}},\"features\":{" + features + "}}";

    private static string Leaves(int count) => string.Join(",", Enumerable.Range(0, count).Select(i =>
        $$"""
        {"leafId":{{i}},"condition":{"leaf":"{{i}}"},"weights":[0.25,0.75]}
        """));
}
