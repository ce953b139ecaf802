namespace GrowthBook.Pure.Tests.Api;

/// <summary>The attributes that a payload reads from a user.</summary>
public class ReadAttributesTests
{
    [Fact]
    public void All_parts_that_read_a_user_count_and_no_others()
    {
        var payload = Payload.Parse(
            """
            {"features":{
              "conditions":{"rules":[{"condition":{"a":1,"b.c":{"$gt":2},"$or":[{"d":1},{"$nor":[{"e":1}]}],"$not":{"f":1},"tags":{"$elemMatch":{"inner":1}},"g":{"$inGroup":"list"}},"force":1}]},
              "groups":{"rules":[{"condition":{"$savedGroup":{"id":"list"}},"force":1},{"condition":{"$savedGroup":{"id":"list","attributeKey":"own.part"}},"force":1},{"condition":{"$savedGroup":{"id":"outer"}},"force":1}]},
              "rollout":{"rules":[{"coverage":0.5,"hashAttribute":"hash","fallbackAttribute":"fallback","force":1}]},
              "filters":{"rules":[{"filters":[{"attribute":"filter","seed":"s","ranges":[[0,1]]}],"force":1}]},
              "experiment":{"rules":[{"key":"e","variations":[1,2],"hashAttribute":"ofExperiment","fallbackAttribute":"otherwise","condition":{"targeted":true},"filters":[{"attribute":"part","seed":"s","ranges":[[0,1]]}]}]},
              "bandit":{"rules":[{"key":"b","variations":[1,2],"contextualBanditRef":"cb"}]},
              "gate":{"rules":[{"parentConditions":[{"id":"bandit","condition":{"value":1}}]}]}},
             "savedGroups":{
              "list":{"type":"list","attributeKey":"member","values":["x"]},
              "outer":{"type":"condition","condition":{"ofGroup":1,"$savedGroup":{"id":"inner"}}},
              "inner":{"type":"condition","condition":{"ofInner":1,"$savedGroup":{"id":"outer"}}},
              "unused":{"type":"condition","condition":{"unused":1}}},
             "experiments":[{"key":"page","changeId":"c","variations":[{},{}],"hashAttribute":"visitor","condition":{"ofPage":1}}],
             "contextualBandits":{"cb":{"banditVersion":1,"contexts":[{"leafId":1,"condition":{"ofLeaf":1},"weights":[0.5,0.5]}]}}}
            """).Value;
        Assert.Equal(
            [
                "a", "b", "d", "e", "f", "fallback", "filter", "g", "hash", "id", "member", "ofExperiment", "ofGroup", "ofInner", "ofLeaf", "ofPage", "otherwise",
                "own", "part", "tags", "targeted", "visitor",
            ],
            payload.ReadAttributes.ToArray());
        Assert.Equal(["b.c", "own.part"], payload.ReadPaths.ToArray());
    }

    /// <summary>The saved groups are those of the payload; what its features read is not the experiment's.</summary>
    [Fact]
    public void An_experiment_in_code_reads_its_identifiers_and_the_names_of_its_condition_and_filters()
    {
        var payload = Payload.Parse(
            """{"features":{"f":{"rules":[{"condition":{"ofFeature":1},"force":1}]}},"savedGroups":{"group":{"type":"condition","condition":{"ofGroup.part":1}}}}""").Value;
        var experiment = Experiment.Parse(
            """
            {"key":"e","variations":[0,1],"hashAttribute":"hash","fallbackAttribute":"fallback","filters":[{"attribute":"filter","seed":"s","ranges":[[0,1]]},{"seed":"s","ranges":[[0,1]]}],
             "condition":{"b.c":1,"$or":[{"d":1},{"$savedGroup":{"id":"group"}}]},"parentConditions":[{"id":"f","condition":{"value":1}}]}
            """).Value!;
        Assert.Equal(["b", "d", "fallback", "filter", "hash", "id", "ofGroup"], payload.ReadAttributesOf(experiment).ToArray());
        Assert.Equal(["id"], Payload.Empty.ReadAttributesOf(new Experiment("e", 0, 1) { HashAttribute = "", FallbackAttribute = "" }).ToArray());
        Assert.Throws<ArgumentNullException>("experiment", () => payload.ReadAttributesOf(null!));
        Assert.Equal(["b.c", "ofGroup.part"], payload.ReadPathsOf(experiment).ToArray());
        Assert.Throws<ArgumentNullException>("experiment", () => payload.ReadPathsOf(null!));
    }

    /// <summary>A name with a dot that identifies users is no path.</summary>
    [Fact]
    public void A_hash_attribute_with_a_dot_is_a_name() =>
        Assert.Empty(Payload.Empty.ReadPathsOf(new Experiment("e", 0, 1) { HashAttribute = "user.id", Filters = [new Filter("s", []) { Attribute = "company.id" }] }));

    [Theory]
    [InlineData("""{"id":{"$inGroup":"NONE"}}""")]
    [InlineData("""{"id":{"$notInGroup":"NONE"}}""")]
    [InlineData("""{"$savedGroup":{"id":"NONE"}}""")]
    [InlineData("""{"$or":[{"a":1},{"$nor":[{"id":{"$not":{"$inGroup":"NONE"}}}]}]}""")]
    [InlineData("""{"teams":{"$elemMatch":{"$inGroup":"NONE"}}}""")]
    [InlineData("""{"teams":{"$elemMatch":{"id":{"$inGroup":"NONE"}}}}""")]
    [InlineData("""{"teams":{"$all":[{"$inGroup":"NONE"},"x"],"$size":{"$inGroup":"NONE"}}}""")]
    public void Groups_that_an_experiment_in_code_names_and_the_payload_lacks_are_found(string json)
    {
        var payload = Payload.Parse("""{"features":{"f":{"rules":[{"condition":{"id":{"$inGroup":"other"}},"force":1}]}},"savedGroups":{"staff":["u"],"beta":{"type":"condition","condition":{"a":1}}}}""").Value;
        var missing = Condition.Parse(json.Replace("NONE", "stafff", StringComparison.Ordinal)).Value;
        var known = Condition.Parse(json.Replace("NONE", "staff", StringComparison.Ordinal)).Value;
        Assert.Equal(["stafff"], payload.MissingSavedGroupsOf(new Experiment("e", 0, 1) { Condition = missing }).ToArray());
        Assert.Equal(["stafff"], payload.MissingSavedGroupsOf(new Experiment("e", 0, 1) { Condition = known, ParentConditions = [new("f"), new("f", missing)] }).ToArray());
        Assert.Empty(payload.MissingSavedGroupsOf(new Experiment("e", 0, 1) { Condition = known }));
        Assert.Equal(["beta", "staff"], payload.SavedGroupIds.Order(StringComparer.Ordinal));
    }

    /// <summary>A group that only the payload's own conditions name is one that it lacks, too.</summary>
    [Fact]
    public void A_group_that_conditions_name_is_no_group_of_the_payload()
    {
        var payload = Payload.Parse("""{"features":{"f":{"rules":[{"condition":{"id":{"$inGroup":"other"}},"force":1}]}}}""").Value;
        Assert.Equal(["other"], payload.MissingSavedGroupsOf(new Experiment("e", 0, 1) { Condition = Condition.Parse("""{"id":{"$inGroup":"other"}}""").Value }).ToArray());
        Assert.Empty(payload.SavedGroupIds);
        Assert.Empty(payload.MissingSavedGroupsOf(new Experiment("e", 0, 1) { Condition = Condition.Parse("no JSON").Value }));
        Assert.Throws<ArgumentNullException>("experiment", () => payload.MissingSavedGroupsOf(null!));
    }

    [Fact]
    public void Malformed_conditions_and_unknown_groups_read_nothing() => Assert.Empty(Payload.Parse(
        """{"features":{"f":{"rules":[{"condition":{"$and":1},"force":1},{"condition":{"$savedGroup":{"id":"none"}},"force":1}]}}}""").Value.ReadAttributes);

    [Fact]
    public void A_payload_without_rules_reads_nothing() => Assert.Empty(Payload.Empty.ReadAttributes);

    /// <summary>A chain of groups is longer than the stack is deep.</summary>
    [Fact]
    public void A_long_chain_of_groups_is_read_to_its_end()
    {
        const int Length = 100_000;
        var groups = Enumerable.Range(0, Length).Select(i =>
            $"\"g{i}\":{{\"type\":\"condition\",\"condition\":{{\"a{(i == Length - 1 ? "Last" : "")}\":1,\"$savedGroup\":{{\"id\":\"g{i + 1}\"}}}}}}");
        var payload = Payload.Parse(
            """{"features":{"f":{"rules":[{"condition":{"$savedGroup":{"id":"g0"}},"force":1}]}},"savedGroups":{""" + string.Join(",", groups) + "}}").Value;
        Assert.Equal(["a", "aLast"], payload.ReadAttributes.ToArray());
    }
}
