using GrowthBook.Pure.Tests.BadInput;

namespace GrowthBook.Analysis.Tests.BadInput;

/// <summary>No pair of payloads makes a diff cost more than its size: counted are bytes and steps.</summary>
public class DiffCostTests
{
    private static readonly DiffOptions Proves = new() { Proves = true };

    /// <summary>Each experiment has all rules before it, with a reason for each one that differs.</summary>
    [Theory]
    [InlineData("\"condition\":{\"a\":1},")]
    [InlineData("")]
    public void Many_rules_of_a_feature_cost_bytes_in_proportion(string condition) => Work.AssertLinear(300, count =>
    {
        WrittenPayload Payload(string weights) => Written("{\"features\":{\"f\":{\"rules\":["
            + string.Join(",", Enumerable.Range(0, count).Select(i => $"{{\"id\":\"r{i}\",\"key\":\"e{i}\",{condition}\"variations\":[0,1],\"weights\":{weights}}}")) + "]}}}");
        var (old, @new) = (Payload("[0.5,0.5]"), Payload("[0.4,0.6]"));
        return AllocatedBytes.During(() => Assert.Equal(count, Diff.Of(old, @new).Experiments.Length));
    });

    /// <summary>Each rollout has all rules before it: of one seed or of many, with one value or with many, and all or one of which differs.</summary>
    [Theory]
    [InlineData("s", 1, false)]
    [InlineData("s", 1, true)]
    [InlineData("s", 1_000_000, true)]
    [InlineData(null, 1_000_000, true)]
    [InlineData(null, 1_000_000, false)]
    public void Many_rollouts_of_a_feature_cost_bytes_in_proportion(string? seed, int values, bool isFirstOnly) => Work.AssertLinear(150, count =>
    {
        WrittenPayload Payload(string coverage) => Written("{\"features\":{\"f\":{\"rules\":["
            + string.Join(",", Enumerable.Range(0, count).Select(i => $"{{\"id\":\"r{i}\",\"seed\":\"{seed ?? $"s{i}"}\",\"force\":{i % values},\"coverage\":{(isFirstOnly && i > 0 ? "0.001" : coverage)}}}")) + "]}}}");
        var (old, @new) = (Payload("0.001"), Payload("0.002"));
        return AllocatedBytes.During(() => Assert.Single(Diff.Of(old, @new).Features));
    });

    /// <summary>A feature with 100 experiments that share all random inputs with each other has a measure of each; one with more has none.</summary>
    [Fact]
    public void Too_many_inputs_have_no_measure_and_say_so()
    {
        WrittenPayload Payload(string weights) => Written("{\"features\":{\"f\":{\"rules\":["
            + string.Join(",", Enumerable.Range(0, 300).Select(i => $"{{\"id\":\"r{i}\",\"key\":\"e{i}\",\"seed\":\"s\",\"coverage\":0.001,\"variations\":[0,1],\"weights\":{weights}}}")) + "]}}}");
        var last = Diff.Of(Payload("[0.5,0.5]"), Payload("[0.4,0.6]")).Experiments[^1];
        Assert.Equal(ChangeMeasure.Empty, last.Measure);
        Assert.Contains("too many random inputs for a measure", last.Reasons);
    }

    /// <summary>Walked as a tree, the groups are 2^41.</summary>
    [Fact]
    public void A_witness_is_searched_in_each_group_once()
    {
        var groups = string.Join(",", Enumerable.Range(0, 41).Select(i => i < 40
            ? $$$"""
              "g{{{i}}}":{"type":"condition","condition":{"$or":[{"$savedGroup":{"id":"g{{{i + 1}}}"}},{"$savedGroup":{"id":"g{{{i + 1}}}"}}]}}
              """
            : $$$""" "g{{{i}}}":{"type":"condition","condition":{"plan":"pro"}}"""));
        AssertWitness("{\"$savedGroup\":{\"id\":\"g0\"}}", groups);
    }

    /// <summary>The values of an element that is in its own group have no end.</summary>
    [Fact]
    public void A_group_within_its_own_elements_ends() => AssertWitness(
        """{"$or":[{"plan":"pro"},{"$savedGroup":{"id":"g"}}]}""",
        """ "g":{"type":"condition","condition":{"items":{"$elemMatch":{"sku":1,"$savedGroup":{"id":"g"}}}}}""");

    /// <summary>Each level would be tried for each value of the level within.</summary>
    [Fact]
    public void Elements_of_elements_are_no_product()
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":{\"$elemMatch\":", 60)) + "{\"a\":1}" + string.Concat(Enumerable.Repeat("}}", 60));
        AssertWitness("{\"$or\":[{\"plan\":\"pro\"}," + nested + "]}", "");
    }

    /// <summary>One evaluation of a candidate takes 5,000,000 steps of the expression: 20,000 evaluations under two payloads would take hours.</summary>
    [Fact]
    public void The_evaluations_of_a_search_for_witnesses_take_steps()
    {
        var text = new string('a', 60) + "!";
        WrittenPayload Payload(string weights) => Written("{\"features\":{\"f\":{\"rules\":["
            + """{"id":"slow","force":0,"condition":{"text":{"$regex":"^(a|aa)+$"}}},{"id":"text","force":0,"condition":{"text":"TEXT"}},""".Replace("TEXT", text, StringComparison.Ordinal)
            + """{"id":"r","key":"e","variations":[0,1],"condition":{"code":{"$regex":"^\\d{4}$"}},"weights":""" + weights + "}]}}}");
        var verdict = Assert.Single(Diff.Of(Payload("[0.5,0.5]"), Payload("[0.2,0.8]"), Proves).Experiments).Verdict!;
        Assert.Null(verdict.Witness);
    }

    /// <summary>Alternatives within alternatives would be compared to the fourth power.</summary>
    [Fact]
    public void An_implication_takes_a_limited_number_of_steps()
    {
        var all = string.Join(",", Enumerable.Range(0, 12).Select(_ => "{\"$or\":[" + string.Join(",", Enumerable.Range(0, 60).Select(i => $"{{\"a\":{{\"$gt\":{i}}}}}")) + "]}"));
        WrittenPayload Payload(int bound) => Written(
            "{\"features\":{\"f\":{\"rules\":[{\"id\":\"r\",\"key\":\"e\",\"variations\":[0,1],\"condition\":{\"$and\":[" + all + ",{\"b\":{\"$gt\":" + bound + "}}]}}]}}}");
        var change = Assert.Single(Diff.Of(Payload(1), Payload(2), Proves).Experiments);
        Assert.Contains("the new condition does not follow from the old one", change.Verdict!.Reasons);
    }

    /// <summary>As at load: an experiment is compiled for each leaf and rule up to a number of variations.</summary>
    [Fact]
    public void Rules_and_leaves_are_no_product()
    {
        const int Count = 1000;
        var leaves = string.Join(",", Enumerable.Range(0, Count).Select(i => $"{{\"leafId\":{i},\"condition\":{{\"a\":{i}}},\"weights\":[0.5,0.5]}}"));
        var rules = string.Join(",", Enumerable.Range(0, Count).Select(i => $"{{\"key\":\"e{i}\",\"contextualVariations\":[0,1],\"contextualBanditRef\":\"b\"}}"));
        var json = "{\"contextualBandits\":{\"b\":{\"banditVersion\":1,\"contexts\":[" + leaves + "]}},\"features\":{\"f\":{\"rules\":[" + rules + "]}}}";
        Assert.InRange(AllocatedBytes.During(() => Written(json)), 1, 60_000_000);
    }

    [Fact]
    public void Names_are_cut_in_each_edit()
    {
        var name = new string('n', 100_000);
        WrittenPayload Payload(int value) => Written("{\"features\":{\"" + name + "\":{\"rules\":["
            + string.Join(",", Enumerable.Range(0, 50).Select(i => $"{{\"id\":\"r{i}\",\"force\":{value}}}")) + "]}}}");
        var edits = Assert.Single(Diff.Of(Payload(1), Payload(2)).Features).Edits;
        Assert.Equal(50, edits.Length);
        Assert.All(edits, edit => Assert.InRange(edit.Path.Length + edit.Part.Length + edit.Change.Length, 1, 2500));
    }

    /// <summary>Rules with one id, and rules without one, are paired in order.</summary>
    [Fact]
    public void Equal_names_are_paired_in_order()
    {
        WrittenPayload Payload(string id, params int[] values) => Written("{\"features\":{\"f\":{\"rules\":["
            + string.Join(",", values.Select(value => $"{{{id}\"force\":{value},\"condition\":{{\"a\":{value}}}}}")) + "]}}}");
        foreach (var id in new[] { "\"id\":\"r\",", "" })
        {
            var edits = Assert.Single(Diff.Of(Payload(id, 1, 2, 3), Payload(id, 4, 5)).Features).Edits;
            Assert.Equal(["1 → 4", "2 → 5"], edits.Where(edit => edit.Change.StartsWith("force", StringComparison.Ordinal)).Select(edit => edit.Change["force ".Length..]));
            Assert.Contains(edits, edit => edit.Change.StartsWith("is gone", StringComparison.Ordinal));
        }
    }

    /// <summary>A change of weights by which a user with the plan pro moves.</summary>
    private static void AssertWitness(string condition, string groups)
    {
        WrittenPayload Payload(string weights) => Written("{\"savedGroups\":{" + groups + "},\"features\":{\"f\":{\"rules\":[{\"id\":\"r\",\"key\":\"e\",\"variations\":[0,1],\"weights\":"
            + weights + ",\"condition\":" + condition + "}]}}}");
        var verdict = Assert.Single(Diff.Of(Payload("[0.5,0.5]"), Payload("[0.2,0.8]"), Proves).Experiments).Verdict!;
        Assert.Equal(VerdictKind.Witness, verdict.Kind);
    }

    private static WrittenPayload Written(string json) => WrittenPayload.Parse(json).Value;
}
