namespace GrowthBook.Pure.Tests.Api;

/// <summary>
/// References within a payload are resolved when it is read. A condition that travels to another payload, in an experiment,
/// looks there.
/// </summary>
public sealed class ReferencesTests
{
    private const string Features =
        """
        "features":{
          "in":{"defaultValue":0,"rules":[{"key":"in","variations":[0,1],"weights":[0,1],"condition":{"id":{"$inGroup":"g"}}}]},
          "out":{"defaultValue":0,"rules":[{"key":"out","variations":[0,1],"weights":[0,1],"condition":{"id":{"$notInGroup":"g"}}}]},
          "saved":{"defaultValue":0,"rules":[{"key":"saved","variations":[0,1],"weights":[0,1],"condition":{"$savedGroup":{"id":"g"}}}]},
          "parent":{"defaultValue":true},
          "child":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"parent","condition":{"value":true}}],"force":1}]}}
        """;

    private static readonly Context User = new() { Attributes = new Attributes { ["id"] = "u" } };

    private static readonly Payload WithUser = Given.Payload("{" + Features + ""","savedGroups":{"g":{"type":"list","attributeKey":"id","values":["u"]}}}""");

    private static readonly Payload WithoutUser = Given.Payload("{" + Features + ""","savedGroups":{"g":{"type":"list","attributeKey":"id","values":["x"]}}}""");

    [Theory]
    [InlineData("in", true)]
    [InlineData("out", false)]
    [InlineData("saved", true)]
    public void A_condition_looks_into_the_groups_of_the_payload_that_it_is_evaluated_with(string feature, bool isInWithUser)
    {
        var from = isInWithUser ? WithUser : WithoutUser;
        var experiment = Evaluator.EvalFeature(User with { Payload = from }, feature).Result.Experiment!;

        Assert.Equal(isInWithUser, Evaluator.RunExperiment(User with { Payload = WithUser }, experiment).Result.InExperiment);
        Assert.Equal(!isInWithUser, Evaluator.RunExperiment(User with { Payload = WithoutUser }, experiment).Result.InExperiment);
        Assert.Equal(isInWithUser, Evaluator.EvalCondition(User with { Payload = WithUser }, experiment.Condition!));
        Assert.Equal(!isInWithUser, Evaluator.EvalCondition(User with { Payload = WithoutUser }, experiment.Condition!));
    }

    [Fact]
    public void A_payload_names_the_features_and_groups_that_it_refers_to_and_does_not_have()
    {
        Assert.Empty(WithUser.MissingFeatures.Concat(WithUser.MissingSavedGroups));
        var payload = Given.Payload("""
            {"features":{
               "a":{"rules":[{"parentConditions":[{"id":"later","condition":{"value":true}},{"id":"nav","condition":{"value":true}},{"id":"nav","condition":{}}],"force":1}]},
               "b":{"rules":[{"condition":{"$not":{"id":{"$notInGroup":"staff"}}},"force":1},{"condition":{"$savedGroup":{"id":"nested"}},"force":1}]},
               "later":{"defaultValue":true}},
             "experiments":[{"key":"e","variations":[{},{}],"parentConditions":[{"id":"of-a-page","condition":{"value":true}}]}],
             "savedGroups":{"nested":{"type":"condition","condition":{"$savedGroup":{"id":"inner"}}}}}
            """);
        Assert.Equal(["nav", "of-a-page"], payload.MissingFeatures.Order(StringComparer.Ordinal));
        Assert.Equal(["inner", "staff"], payload.MissingSavedGroups.Order(StringComparer.Ordinal));
        Assert.False(payload.HasFeature("nav"));
    }

    /// <summary>The edges of a graph of features, as prerequisites: those of a circle have the value null, with the source that says so.</summary>
    [Theory]
    [InlineData("a>a", "a")]
    [InlineData("a>b b>a", "a b")]
    [InlineData("a>b b>c c>b", "b c")]
    [InlineData("a>b b>c c>a a>d d>e", "a b c")]
    [InlineData("a>b b>a c>a c>d d>c e>d", "a b c d")]
    [InlineData("a>b a>c b>d c>d", "")]
    [InlineData("a>missing b>a", "")]
    [InlineData("", "")]
    public void A_payload_names_the_features_that_need_themselves(string edges, string cyclic)
    {
        var needed = edges.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToLookup(edge => edge[0], edge => edge[2..]);
        var payload = Given.Payload("{\"features\":{" + string.Join(',', "abcde".Select(key =>
            $"\"{key}\":{{\"defaultValue\":true,\"rules\":[{string.Join(',', needed[key].Select(other =>
                $"{{\"parentConditions\":[{{\"id\":\"{other}\",\"condition\":{{\"value\":true}}}}],\"force\":true}}"))}]}}")) + "}}");

        Assert.Equal(cyclic, string.Join(' ', payload.CyclicFeatures));
        foreach (var key in payload.CyclicFeatures)
            Assert.Equal(FeatureResultSource.CyclicPrerequisite, Evaluator.EvalFeature(User with { Payload = payload }, key).Result.Source);
    }

    /// <summary>A group is read and hashed some hundreds of ids at a time.</summary>
    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(1300)]
    public void A_group_of_any_size_holds_its_ids_and_no_other(int size)
    {
        var ids = string.Join(',', Enumerable.Range(0, size).Select(i => $"\"u{i}\""));
        var payload = Given.Payload("{" + Features + ",\"savedGroups\":{\"g\":[" + ids + "]}}");
        bool IsIn(string id) => Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = id }), "in").Result.Value.Equals((Value)1);

        Assert.All(Enumerable.Range(0, size), i => Assert.True(IsIn($"u{i}")));
        Assert.False(IsIn($"u{size}"));
    }

    [Fact]
    public void A_prerequisite_that_is_forced_has_its_forced_value()
    {
        var context = User with { Payload = WithUser };
        Assert.Equal(1, Evaluator.EvalFeature(context, "child").Result.Value);
        Assert.Equal(0, Evaluator.EvalFeature(context with { ForcedFeatureValues = Value.Object.Empty.With("parent", false) }, "child").Result.Value);
    }

    [Theory]
    [InlineData("parent", true)]
    [InlineData("Parent", false)]
    [InlineData("", false)]
    public void HasFeature_compares_keys_exactly(string key, bool has) => Assert.Equal(has, WithUser.HasFeature(key));

    [Fact]
    public void A_payload_has_no_feature_without_a_key() => Assert.False(WithUser.HasFeature(default));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void No_object_has_a_member_without_a_name(int members)
    {
        var value = new Value.Object(Enumerable.Range(0, members).Select(i => new KeyValuePair<string, Value>($"m{i}", i)));
        Assert.Equal((Value)Value.Null.Instance, value[null!]);
        Assert.False(value.ContainsKey(null!));
        Assert.False(value.TryGetValue(null!, out _));
    }
}
