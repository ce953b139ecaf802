namespace GrowthBook.Analysis.Tests;

public sealed class ProofTests
{
    /// <summary>Users per proof; CI evaluates 100,000.</summary>
    private static readonly int Users = Environment.GetEnvironmentVariable("GROWTHBOOK_CI") == "1" ? 100_000 : 300;

    [Fact]
    public void Proofs_hold_for_random_users_and_each_witness_is_one()
    {
        var kinds = new Dictionary<VerdictKind, int>();
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new RandomPayloads(seed, 2);
            var old = random.Targeted();
            var @new = seed % 3 == 0 ? random.Targeted() : Ramped(old, seed);
            var change = Diff.Of(old, @new, new DiffOptions(Proves: true)).Experiments.Single();
            if (change.Verdict is not { } verdict)
                continue;
            kinds[verdict.Kind] = kinds.GetValueOrDefault(verdict.Kind) + 1;
            if (verdict.Witness is { } witness)
                Assert.Contains(Compare(old, @new, witness.Attributes), found => IsLoss(found) && found.Class == witness.Class);
            for (var i = 0; verdict.Kind == VerdictKind.Proved && i < Users; i++)
                Assert.DoesNotContain(Compare(old, @new, random.User(i)), IsLoss);
        }
        Assert.True(kinds[VerdictKind.Proved] > 10, $"{kinds[VerdictKind.Proved]} proofs");
        Assert.True(kinds[VerdictKind.Witness] > 10, $"{kinds[VerdictKind.Witness]} witnesses");
    }

    [Theory]
    [InlineData("""{"country":{"$in":["PT"]}}""", """{"country":{"$in":["PT","ES"]}}""", true)]
    [InlineData("""{"country":{"$in":["PT","ES"]}}""", """{"country":{"$in":["PT"]}}""", false)]
    [InlineData("""{"country":"PT"}""", """{"country":{"$in":["PT"]}}""", false)] // the array ["PT"] within an array has the same text
    [InlineData("""{"country":{"$nin":["PT","ES"]}}""", """{"country":{"$nin":["PT"]}}""", true)]
    [InlineData("""{"country":{"$nin":["PT"]}}""", """{"country":{"$nin":["PT","ES"]}}""", false)]
    [InlineData("""{"age":{"$gte":18}}""", """{"age":{"$gte":16}}""", true)]
    [InlineData("""{"age":{"$gte":16}}""", """{"age":{"$gte":18}}""", false)]
    [InlineData("""{"age":{"$gt":18}}""", """{"age":{"$gte":18}}""", true)]
    [InlineData("""{"age":{"$gte":18}}""", """{"age":{"$gt":18}}""", false)]
    [InlineData("""{"age":{"$lt":"18"}}""", """{"age":{"$lt":"9"}}""", false)] // texts are in another order than numbers
    [InlineData("""{"app":{"$vgte":"5.2.0"}}""", """{"app":{"$vgte":"5.1.9"}}""", true)]
    [InlineData("""{"app":{"$vgte":"5.10.0"}}""", """{"app":{"$vgte":"5.9.0"}}""", true)]
    [InlineData("""{"app":{"$vlt":"5.2.0"}}""", """{"app":{"$vlt":"5.1.0"}}""", false)]
    [InlineData("""{"a":1,"b":2}""", """{"b":2}""", true)]
    [InlineData("""{"b":2}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"$and":[{"a":1},{"b":2}]}""", """{"b":2,"a":1}""", true)]
    [InlineData("""{"a":1}""", """{"$or":[{"a":1},{"b":2}]}""", true)]
    [InlineData("""{"$or":[{"a":1},{"b":2}]}""", """{"$or":[{"b":2},{"a":1},{"c":3}]}""", true)]
    [InlineData("""{"$or":[{"a":1},{"b":2}]}""", """{"a":1}""", false)]
    [InlineData("""{"a":{"$eq":"x"}}""", """{"a":{"$in":["x","y"]}}""", true)]
    [InlineData("""{"a":{"$in":["x"]}}""", """{"a":{"$exists":true}}""", true)]
    [InlineData("""{"a":{"$in":["x",null]}}""", """{"a":{"$exists":true}}""", false)]
    [InlineData("""{"$not":{"a":1}}""", """{"$not":{"a":1}}""", true)]
    [InlineData("""{"a":1}""", """{}""", true)]
    [InlineData("""{}""", """{"a":1}""", false)]
    [InlineData("""{"tags":{"$all":["a","b"]}}""", """{"tags":{"$all":["a"]}}""", true)]
    public void A_condition_is_weakened_attribute_by_attribute(string old, string @new, bool isProved)
    {
        var verdict = VerdictOf(With(old), With(@new));

        Assert.Equal(isProved, verdict is null || verdict.Kind == VerdictKind.Proved);
    }

    [Theory]
    [InlineData(""","bucketVersion":1""", "bucketVersion")]
    [InlineData(""","minBucketVersion":1""", "minBucketVersion")]
    [InlineData(""","disableStickyBucketing":true""", "disableStickyBucketing")]
    [InlineData(""","hashAttribute":"company" """, "hash attribute")]
    [InlineData(""","urlPatterns":[{"type":"simple","pattern":"/a"}]""", "urlPatterns")]
    [InlineData(""","parentConditions":[{"id":"g","condition":{"value":true}}]""", "prerequisites")]
    [InlineData(""","filters":[{"attribute":"company","seed":"s","ranges":[[0,1]]}]""", "the attributes that are hashed differ")]
    public void A_proof_needs_equal_versions_and_inputs(string member, string reason)
    {
        var verdict = VerdictOf(Payload("""{"a":1}"""), Payload("""{"a":1}""", member));

        Assert.NotEqual(VerdictKind.Proved, verdict!.Kind);
        Assert.Contains(verdict.Reasons, text => text.Contains(reason, StringComparison.Ordinal));
    }

    private const string FilterById = ""","filters":[{"attribute":"id","seed":"s","ranges":[[0,1]]}]""",
        FilterByCompany = ""","filters":[{"attribute":"company","seed":"s","ranges":[[0,1]]}]""",
        FilterByHalf = ""","filters":[{"attribute":"company","seed":"s","ranges":[[0,0.5]]}]""",
        FilterByDevice = ""","filters":[{"attribute":"device","seed":"s","ranges":[[0,1]]}]""",
        FilterByBoth = ""","filters":[{"attribute":"company","seed":"s","ranges":[[0,1]]},{"attribute":"device","seed":"s","ranges":[[0,1]]}]""";

    /// <summary>A filter lets only users pass who have its attribute, so that another attribute of the new filter can take users.</summary>
    [Theory]
    [InlineData("", FilterByCompany, false)]
    [InlineData(FilterByCompany, "", true)]
    [InlineData(FilterByHalf, FilterByDevice, false)]
    [InlineData(FilterByHalf, FilterByCompany, true)]
    [InlineData(FilterByCompany, FilterByBoth, false)]
    [InlineData(FilterByBoth, FilterByDevice, true)]
    [InlineData("", FilterById, true)]
    [InlineData(""","fallbackAttribute":"device" """, ""","fallbackAttribute":"device" """ + FilterById, false)]
    public void A_proof_needs_no_attribute_that_users_did_not_need(string members, string newMembers, bool isProved)
    {
        var verdict = VerdictOf(Payload("{}", members), Payload("{}", newMembers));
        var own = Diff.Of(Own(members), Own(newMembers), new DiffOptions(Proves: true)).Experiments.Single().Verdict;

        Assert.Equal((isProved, isProved), (verdict!.Kind == VerdictKind.Proved, own!.Kind == VerdictKind.Proved));

        static WrittenPayload Own(string members) => WrittenPayload.Parse($$"""{"features":{},"experiments":[{"key":"x","variations":[0,1]{{members}}}]}""").Value;
    }

    [Fact]
    public void A_user_without_the_attribute_of_a_new_filter_is_a_witness()
    {
        var witness = VerdictOf(Payload("{}"), Payload("{}", FilterByCompany))!.Witness!;

        Assert.Equal(ChangeClass.Left, witness.Class);
        Assert.Equal(["id"], witness.Attributes.Members.Keys);
    }

    /// <summary>A rollout before the experiment answers users without a company only before or only after the change.</summary>
    [Theory]
    [InlineData(FilterByCompany, "", false)]
    [InlineData("", FilterByCompany, false)]
    [InlineData("", FilterById, true)]
    [InlineData(FilterById, "", true)]
    public void A_rule_before_the_experiment_that_needs_other_attributes_can_take_exposures(string members, string newMembers, bool isExact)
    {
        static WrittenPayload Of(string members) => Parse("""{"id":"r","force":"f","coverage":0.5,"hashVersion":2MEMBERS},{"id":"e","key":"x","variations":["a","b"]}""".Replace("MEMBERS", members, StringComparison.Ordinal), "{}");

        var change = Diff.Of(Of(members), Of(newMembers), new DiffOptions(Proves: true)).Experiments.Single();

        Assert.Equal((isExact, isExact), (change.IsExact, change.Verdict!.Kind == VerdictKind.Proved));
    }

    [Fact]
    public void A_group_of_a_prerequisite_that_shrinks_keeps_no_users()
    {
        const string Required = ""","parentConditions":[{"id":"g","condition":{"value":{"$inGroup":"h"}}}]""";

        Assert.NotEqual(VerdictKind.Proved, VerdictOf(Payload("{}", Required, """{"h":[true,"a"]}"""), Payload("{}", Required, """{"h":["a"]}"""))!.Kind);
    }

    /// <summary>With too many leaves for a measure, other weights of a leaf can move its users.</summary>
    [Fact]
    public void Weights_of_leaves_that_are_not_measured_keep_no_users()
    {
        const int Leaves = 10_001;
        static WrittenPayload Of(string weights) => WrittenPayload.Parse("{\"features\":{\"f\":{\"rules\":[{\"key\":\"x\",\"variations\":[0,1],\"contextualBanditRef\":\"b\"}]}},\"contextualBandits\":{\"b\":{\"contexts\":["
            + string.Join(",", Enumerable.Range(0, Leaves).Select(i => $"{{\"leafId\":{i},\"condition\":{{\"n\":{i}}},\"weights\":{weights}}}")) + "]}}}").Value;

        var verdict = VerdictOf(Of("[0.5,0.5]"), Of("[0.1,0.9]"));

        Assert.NotEqual(VerdictKind.Proved, verdict!.Kind);
    }

    [Fact]
    public void A_group_that_grows_keeps_its_users_and_one_that_shrinks_does_not()
    {
        const string InGroup = """{"id":{"$inGroup":"g"}}""";
        var (small, large) = (Payload(InGroup, groups: """{"g":["u-1","u-2"]}"""), Payload(InGroup, groups: """{"g":["u-2","u-1","u-3"]}"""));

        Assert.Equal(VerdictKind.Proved, VerdictOf(small, large)!.Kind);
        Assert.NotEqual(VerdictKind.Proved, VerdictOf(large, small)!.Kind);
    }

    [Fact]
    public void A_targeted_rule_before_the_experiment_has_a_witness()
    {
        var old = Payload("{}");
        var @new = Parse("""{"condition":{"country":{"$in":["PT"]}},"force":"f"},{"id":"e","key":"x","variations":["a","b"],"condition":{}}""", "{}");

        var witness = VerdictOf(old, @new)!.Witness!;

        Assert.Equal(ChangeClass.ExposureLost, witness.Class);
        Assert.Equal("PT", witness.Attributes["country"].AsString());
    }

    private static Verdict? VerdictOf(WrittenPayload old, WrittenPayload @new) => Diff.Of(old, @new, new DiffOptions(Proves: true)).Experiments.Single().Verdict;

    private static WrittenPayload With(string condition) => Payload(condition);

    private static WrittenPayload Payload(string condition, string members = "", string groups = "{}") =>
        Parse($$"""{"id":"e","key":"x","variations":["a","b"],"condition":{{condition}}{{members}}}""", groups);

    private static WrittenPayload Parse(string rules, string groups) =>
        WrittenPayload.Parse($$$"""{"features":{"f":{"rules":[{{{rules}}}]},"g":{"defaultValue":true}},"savedGroups":{{{groups}}}}""").Value;

    /// <summary>The payload with a wider condition and a larger coverage, or with one of them.</summary>
    private static WrittenPayload Ramped(WrittenPayload payload, int seed)
    {
        var rule = payload.Parts.Features.Single().Rules.Single(rule => rule.Id == "e").Json;
        if (seed % 2 == 0)
            rule = rule.With("coverage", Math.Min(1, (rule["coverage"].AsDouble() ?? 1) + 0.1));
        if (seed % 5 < 3)
            rule = rule.With("condition", new Value.Object(((Value.Object)rule["condition"]).Skip(1)));
        var rules = payload.Parts.Features.Single().Rules.Select(each => each.Id == "e" ? rule : (Value)each.Json);
        return WrittenPayload.Parse(new Value.Object([new("features", new Value.Object([new("f", new Value.Object([new("rules", new Value.Array(rules))]))]))]).ToString()).Value;
    }

    private static List<UserChange> Compare(WrittenPayload old, WrittenPayload @new, Attributes attributes)
    {
        var changes = new List<UserChange>();
        UserComparison.Compare(new Context(old.Compiled, attributes), @new.Compiled, "f", changes);
        return changes;
    }

    private static bool IsLoss(UserChange change) =>
        change.Experiment is not null && change.Class is ChangeClass.Moved or ChangeClass.Left or ChangeClass.ExposureLost;
}
