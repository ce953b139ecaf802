using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Testing.Tests;

/// <summary>Features built in code are evaluated as if a server had sent them.</summary>
public sealed class TestFeaturesTests
{
    private static readonly Attributes User = new() { ["id"] = "u-1", ["country"] = "CH", ["age"] = 26, ["address"] = new Value.Object([new("city", "Basel")]) };

    [Theory]
    [InlineData("""{"id":{"$inGroup":"g"}}""")]
    [InlineData("""{"id":{"$notInGroup":"g"}}""")]
    [InlineData("""{"$or":[{"plan":"pro"},{"id":{"$not":{"$inGroup":"g"}}}]}""")]
    [InlineData("""{"$savedGroup":{"id":"g"}}""")]
    public void A_condition_on_a_group_that_is_not_given_throws(string condition)
    {
        var features = Of(Feature("f").Off().ForceWhen(condition, true));

        Assert.Equal(
            "a condition of the feature `f` has the saved group `g`, which is not given; add it with WithSavedGroup(\"g\", …)",
            Assert.Throws<InvalidOperationException>(features.ToPayload).Message);
        Assert.NotNull(features.WithSavedGroup("g", "u-1").ToPayload());
    }

    [Fact]
    public void A_feature_is_on_or_off_or_has_a_value()
    {
        TestFeatures features = [Feature("on").On(), Feature("off").Off(), Feature("text").Returns("red"), Feature("number").Returns(2.5), Feature("none")];
        Assert.Equal(5, features.Count);
        Assert.True(Evaluate(features, "on").On);
        Assert.False(Evaluate(features, "off").On);
        Assert.Equal("red", Evaluate(features, "text").ValueOr(""));
        Assert.Equal(2.5, Evaluate(features, "number").ValueOr(0.0));
        Assert.Equal(Value.Null.Instance, Evaluate(features, "none").Value);
        Assert.Equal(FeatureResultSource.DefaultValue, Evaluate(features, "none").Source);
        Assert.Equal(FeatureResultSource.UnknownFeature, Evaluate(features, "unknown").Source);
    }

    [Theory]
    [InlineData("country", "CH", true)]
    [InlineData("country", "DE", false)]
    [InlineData("address.city", "Basel", true)]
    [InlineData("address.city", "Bern", false)]
    public void A_value_is_forced_for_users_with_an_equal_attribute(string attribute, string equals, bool forced)
    {
        var result = Evaluate([Feature("x").Returns("default").ForceWhen(attribute, equals, "forced")], "x");
        Assert.Equal(forced ? "forced" : "default", result.ValueOr(""));
        Assert.Equal(forced ? FeatureResultSource.Force : FeatureResultSource.DefaultValue, result.Source);
    }

    [Theory]
    [InlineData("""{"age":{"$gte":18}}""", true)]
    [InlineData("""{"age":{"$gte":30}}""", false)]
    [InlineData("""{"$or":[{"age":1},{"country":"CH"}]}""", true)]
    public void A_value_is_forced_for_users_who_meet_a_condition(string condition, bool forced)
    {
        Assert.Equal(forced, Evaluate([Feature("x").Off().ForceWhen(condition, true)], "x").On);
        Assert.Equal(forced, Evaluate([Feature("x").Off().ForceWhen(Condition.Parse(condition).Value, true)], "x").On);
    }

    [Fact]
    public void The_first_rule_that_applies_decides()
    {
        TestFeatures features = [Feature("x").ForceWhen("country", "DE", 1).ForceWhen("country", "CH", 2).ForceWhen("age", 26, 3)];
        Assert.Equal(2, Evaluate(features, "x").ValueOr(0));
    }

    [Fact]
    public void A_rollout_reaches_its_share_of_users()
    {
        var payload = Of(Feature("x").Off().Rollout(0.3, true, "company")).ToPayload();
        var reached = Enumerable.Range(0, 2000).Count(i => Evaluator.IsOn(new Context(payload, new Attributes { ["company"] = $"c-{i}" }), "x").IsOn);
        Assert.InRange(reached, 500, 700);
        Assert.False(Evaluator.IsOn(new Context(payload, User), "x").IsOn);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_rollout_to_no_user_or_all_users_is_exact(double share, bool on)
    {
        var payload = Of(Feature("x").Off().Rollout(share, true)).ToPayload();
        Assert.All(Enumerable.Range(0, 200), i => Assert.Equal(on, Evaluator.IsOn(new Context(payload, new Attributes { ["id"] = $"u-{i}" }), "x").IsOn));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Everybody_gets_the_variation_that_a_test_wants_and_is_tracked(int variation)
    {
        var payload = Of(Feature("x").Returns("none").Experiment("exp", ["a", "b", "c"], variation: variation)).ToPayload();
        for (var i = 0; i < 100; i++)
        {
            var (result, effects) = Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = $"u-{i}" }), "x");
            Assert.Equal("abc"[variation].ToString(), result.ValueOr(""));
            Assert.Equal(variation, Assert.Single(effects.OfType<Effect.ExperimentViewed>()).Result.VariationId);
        }
    }

    [Fact]
    public void An_experiment_splits_users_by_its_weights_within_its_coverage()
    {
        var payload = Of(Feature("x").Returns("none").Experiment("exp", ["a", "b"], weights: [0.25, 0.75], coverage: 0.8)).ToPayload();
        var values = Enumerable.Range(0, 4000)
            .Select(i => Evaluator.EvalFeature(new Context(payload, new Attributes { ["id"] = $"u-{i}" }), "x").Result.ValueOr(""))
            .GroupBy(value => value).ToDictionary(group => group.Key, group => group.Count() / 4000.0);
        Assert.InRange(values["a"], 0.15, 0.25);
        Assert.InRange(values["b"], 0.55, 0.65);
        Assert.InRange(values["none"], 0.15, 0.25);
    }

    [Fact]
    public void An_experiment_is_for_users_who_meet_its_condition_and_have_its_attribute()
    {
        TestFeatures features =
        [
            Feature("targeted").Returns("none").Experiment("exp", ["a", "b"], variation: 1, condition: """{"country":"DE"}"""),
            Feature("unidentified").Returns("none").Experiment("exp", ["a", "b"], variation: 1, hashAttribute: "company"),
        ];
        Assert.Equal("none", Evaluate(features, "targeted").ValueOr(""));
        Assert.Equal("none", Evaluate(features, "unidentified").ValueOr(""));
    }

    [Fact]
    public void An_experiment_becomes_a_rule_with_all_its_members()
    {
        var experiment = new Experiment("exp", "a", "b")
        {
            HashVersion = 2,
            Seed = "seed",
            Meta = [new VariationMeta("control"), new VariationMeta("treatment", "Treatment")],
            Weights = [0.4, 0.6],
            BucketVersion = 3,
            Condition = Condition.Parse("""{"country":"CH"}""").Value,
        };
        var payload = Of(Feature("x").Experiment(experiment)).ToPayload();
        for (var i = 0; i < 50; i++)
        {
            var context = new Context(payload, User.With("id", $"u-{i}")) { StickyBuckets = StickyBuckets.Empty };
            var expected = Evaluator.RunExperiment(context, experiment);
            var (result, effects) = Evaluator.EvalFeature(context, "x");
            Assert.Equal(expected.Result with { FeatureId = "x" }, result.ExperimentResult);
            Assert.Contains(effects.OfType<Effect.StickyBucketAssigned>(), assigned => assigned.Document.Assignments["exp__3"] == expected.Result.Key);
        }
    }

    [Theory]
    [InlineData(true, FeatureResultSource.DefaultValue)]
    [InlineData(false, FeatureResultSource.Prerequisite)]
    public void A_feature_that_requires_another_has_a_value_only_with_it(bool parent, FeatureResultSource source)
    {
        TestFeatures features = [parent ? Feature("parent").On() : Feature("parent").Off(), Feature("child").Returns("value").Requires("parent")];
        Assert.Equal(source, Evaluate(features, "child").Source);
        Assert.Equal(parent ? "value" : null, Evaluate(features, "child").ValueOr<string?>(null));
    }

    [Fact]
    public void A_required_value_may_be_any()
    {
        TestFeatures features = [Feature("plan").Returns("pro"), Feature("a").On().Requires("plan", "pro"), Feature("b").On().Requires("plan", "free")];
        Assert.True(Evaluate(features, "a").On);
        Assert.False(Evaluate(features, "b").On);
    }

    [Fact]
    public void Conditions_know_saved_groups()
    {
        var features = Of(Feature("x").Off().ForceWhen("""{"id":{"$inGroup":"beta"}}""", true)).WithSavedGroup("beta", "u-1", "u-2");
        Assert.True(Evaluate(features, "x").On);
        Assert.False(Evaluate(features.WithSavedGroup("beta", "u-2"), "x").On);
    }

    [Fact]
    public void Features_are_immutable_values_that_build_on_each_other()
    {
        var (feature, features) = (Feature("x").Off(), Of(Feature("x").Off(), Feature("y").On()));
        Assert.True(Evaluate([feature.On()], "x").On);
        Assert.False(Evaluate([feature], "x").On);
        Assert.True(Evaluate(features.With(Feature("x").On()), "x").On);
        Assert.True(Evaluate(features.With(Feature("x").On()), "y").On);
        Assert.False(Evaluate(features, "x").On);
    }

    [Fact]
    public void Any_text_may_be_a_key_or_a_value()
    {
        foreach (var text in new[] { "\"", "\\", "é😀", "\uD800", "__proto__", "1", "a.b", "\u2028\0" })
            Assert.Equal(new Value.String(text), Evaluate([Feature(text).Returns(text)], text).Value);
    }

    [Fact]
    public void The_text_is_what_the_features_endpoint_answers()
    {
        var (payload, errors) = Payload.Parse(Of(Feature("x").On(), Feature("y").Off()).ToString());
        Assert.Empty(errors);
        Assert.Equal(["x", "y"], payload.FeatureKeys.Order());
    }

    public static TheoryData<Func<object>, string> Mistakes => new()
    {
        { () => Feature(""), "the feature needs a name" },
        { () => Feature(null!), "the feature needs a name" },
        { () => Of(Feature("x"), Feature("y"), Feature("x").On()), "there are two features `x`" },
        { () => Feature("x").ForceWhen("", 1, 2), "the attribute needs a name" },
        { () => Feature("x").ForceWhen("$or", 1, 2), "`$or` is an operator and not an attribute" },
        { () => Feature("x").ForceWhen("country", "CH"), "`country` is not a condition: fatal error at $: not JSON" },
        { () => Feature("x").ForceWhen("[]", "CH"), "`[]` is not a condition" },
        { () => Feature("x").ForceWhen("""{"a":{"$regexx":1}}""", "CH"), "error at $.a.$regexx: unknown operator" },
        { () => Feature("x").ForceWhen("""{"a":{"in":["CH"]}}""", "CH"), "warning at $.a.in: `in` has no `$`" },
        { () => Feature("x").Rollout(1.5, true), "a share is a number from 0 to 1" },
        { () => Feature("x").Rollout(double.NaN, true), "a share is a number from 0 to 1" },
        { () => Feature("x").Rollout(0.5, true, ""), "the attribute needs a name" },
        { () => Feature("x").Experiment("", ["a", "b"]), "the experiment needs a name" },
        { () => Feature("x").Experiment("exp", ["a"]), "the experiment `exp` has 1 variations" },
        { () => Feature("x").Experiment("exp", ["a", "b"], weights: [1]), "the experiment `exp` has 1 weights for 2 variations" },
        { () => Feature("x").Experiment("exp", ["a", "b"], weights: [0.5, 0.2]), "has weights that add up to 0.7 and not to 1" },
        { () => Feature("x").Experiment("exp", ["a", "b"], weights: [-0.5, 1.5]), "has a weight that is not from 0 to 1" },
        { () => Feature("x").Experiment("exp", ["a", "b"], variation: 2), "has no variation 2; its variations are 0 to 1" },
        { () => Feature("x").Experiment("exp", ["a", "b"], variation: -1), "has no variation -1" },
        { () => Feature("x").Experiment("exp", ["a", "b"], [0.5, 0.5], 1), "leave out one of them" },
        { () => Feature("x").Experiment("exp", ["a", "b"], coverage: 2), "has the coverage 2, which is not from 0 to 1" },
        { () => Feature("x").Experiment("exp", ["a", "b"], condition: "{"), "`{` is not a condition" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Meta = [new VariationMeta("a")] }), "has 1 entries of meta for 2 variations" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Ranges = [new BucketRange(0, 1)] }), "has 1 ranges for 2 variations" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Force = 1 }), "sets members that a rule of a feature does not have: force; for a variation for all users" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Active = false, UrlPatterns = [] }), "does not have: urlPatterns, active" },
        { () => Feature("x").Experiment("exp", [1, 2], variation: 1).Rollout(0.5, 3), "the feature `x`: the rollout by `id` never applies, because the experiment `exp` before it takes every user with the attribute `id`; write the rule for all users last" },
        { () => Feature("x").ForceWhen("{}", 1).Requires("y"), "the prerequisite `y` never applies" },
        { () => Feature("x").ForceWhen("{}", 1).Rollout(0.5, 2, "company"), "the rollout by `company` never applies, because the rule for {} before it takes every user; write" },
        { () => Feature("x").Rollout(1, true, "company").ForceWhen("plan", "pro", 1).Rollout(0.1, false, "company"), "the rollout by `company` never applies, because the rollout by `company`" },
        { () => Feature("x").Requires(""), "the feature needs a name" },
        { () => Of(Feature("x")).WithSavedGroup("", "a"), "the saved group needs a name" },
        { () => Of(Feature("x")).WithSavedGroup("beta", new[] { "u-1", "u-2" }), "a member of the saved group `beta` is an array, which no user equals; write [.. ids] if its elements are the members" },
        { () => Of(Feature("x").Experiment(new Experiment("exp", "a", "b") { Namespace = new ExperimentNamespace("n", new BucketRange(0, 50)) })).ToPayload(), "warning at $.features.x.rules[0].namespace: reaches beyond the buckets" },
        { () => Of(Feature("x").Requires("y")).ToPayload(), "the feature `x` requires `y`, which is not among the features" },
        { () => Of(Feature("x").On().Requires("x")).ToPayload(), "features require themselves, so that their value is null for users whom no rule answers before: `x`" },
        { () => Of(Feature("x").On().Requires("y"), Feature("y").On().Requires("z"), Feature("z").On().Requires("y")).ToPayload(), "their value is null for users whom no rule answers before: `y`, `z`" },
        { () => Of(Feature("x").ForceWhen("{\"plan\":{\"$regex\":\"\\\\Apro\"}}", true)).ToPayload(), "`\\A` is the letter A, not the start of the text, which is ^" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Invalid_test_features_throw_with_the_fault(Func<object> mistake, string message)
    {
        var said = Assert.ThrowsAny<Exception>(mistake);
        Assert.Contains(message, said.Message, StringComparison.Ordinal);
        Assert.True(said is ArgumentException or InvalidOperationException, said.GetType().Name);
    }

    public static TheoryData<Func<object>, string> MistakenArguments => new()
    {
        { () => Feature(""), "key" },
        { () => Of(Feature("x"), Feature("x")), "features" },
        { () => Feature("x").ForceWhen("", 1, 2), "attribute" },
        { () => Feature("x").ForceWhen("country", "CH"), "condition" },
        { () => Feature("x").Rollout(1.5, true), "share" },
        { () => Feature("x").Rollout(0.5, true, ""), "hashAttribute" },
        { () => Feature("x").Experiment("", ["a", "b"]), "key" },
        { () => Feature("x").Experiment("exp", ["a"]), "variations" },
        { () => Feature("x").Experiment("exp", null!), "variations" },
        { () => Feature("x").Experiment("exp", ["a", "b"], weights: [1]), "weights" },
        { () => Feature("x").Experiment("exp", ["a", "b"], weights: [0.5, 0.2]), "weights" },
        { () => Feature("x").Experiment("exp", ["a", "b"], variation: 2), "variation" },
        { () => Feature("x").Experiment("exp", ["a", "b"], [0.5, 0.5], 1), "variation" },
        { () => Feature("x").Experiment("exp", ["a", "b"], coverage: 2), "coverage" },
        { () => Feature("x").Experiment("exp", ["a", "b"], condition: "{"), "condition" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b"), variation: 2), "variation" },
        { () => Feature("x").Experiment(new Experiment("exp", "a")), "experiment" },
        { () => Feature("x").Experiment(new Experiment("", "a", "b")), "experiment" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Weights = [1] }), "experiment" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Ranges = [new BucketRange(0, 1)] }), "experiment" },
        { () => Feature("x").Experiment(new Experiment("exp", "a", "b") { Force = 1 }), "experiment" },
        { () => Feature("x").Requires(""), "feature" },
        { () => Of(Feature("x")).WithSavedGroup("", "a"), "id" },
        { () => Of(Feature("x")).With(null!), "feature" },
    };

    [Theory]
    [MemberData(nameof(MistakenArguments))]
    public void An_invalid_argument_is_named_as_the_caller_has_it(Func<object> mistake, string parameter) =>
        Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(mistake).ParamName);

    [Fact]
    public void A_rule_after_one_by_an_attribute_is_for_the_users_without_it()
    {
        var anonymous = new Attributes { ["anonymous"] = true };
        foreach (var feature in new[] { Feature("x").Rollout(1, "hashed"), Feature("x").Experiment("exp", ["control", "hashed"], variation: 1) })
        {
            var payload = Of(feature.ForceWhen("anonymous", true, "forced")).ToPayload();
            string Given(Attributes attributes) => Evaluator.EvalFeature(new Context(payload, attributes), "x").Result.Value.AsString()!;
            Assert.Equal(("forced", "hashed"), (Given(anonymous), Given(new Attributes { ["id"] = "u", ["anonymous"] = true })));
        }
    }

    [Fact]
    public void A_rule_after_one_that_leaves_users_is_accepted()
    {
        var passing = new Experiment("holdout", 1, 2) { Meta = [new VariationMeta("0", Passthrough: true), new VariationMeta("1")] };
        var partial = new Experiment("ranges", 1, 2) { Ranges = [new BucketRange(0, 0.1), new BucketRange(0.1, 0.2)] };
        var feature = Feature("x").ForceWhen("country", "DE", 0).Rollout(0.5, 1).Rollout(1, 2, "company")
            .Experiment("half", [1, 2], coverage: 0.5).Experiment("targeted", [1, 2], condition: """{"age":1}""")
            .Experiment(passing).Experiment(partial).Experiment("all", [3, 4], variation: 0).Experiment("devices", [5, 6], variation: 0, hashAttribute: "device");

        var payload = Of(feature).ToPayload();

        Assert.Equal(5, Evaluator.EvalFeature(new Context(payload, new Attributes { ["device"] = "d-1" }), "x").Result.ValueOr(0));
    }

    [Fact]
    public void A_stored_assignment_gives_the_variation_that_weights_no_longer_give()
    {
        TestFeatures before = [Feature("x").Experiment("exp", ["a", "b"], variation: 0)];
        TestFeatures after = [Feature("x").Experiment(new Experiment("exp", "a", "b") { Meta = [new VariationMeta(Name: "A"), new VariationMeta(Name: "B")] }, variation: 1)];
        var (_, effects) = Evaluator.EvalFeature(new Context(before.ToPayload(), User) { StickyBuckets = StickyBuckets.Empty }, "x");
        var stored = new Context(after.ToPayload(), User) { StickyBuckets = StickyBuckets.Of(effects.OfType<Effect.StickyBucketAssigned>().Select(assigned => assigned.Document)) };

        var result = Evaluator.EvalFeature(stored, "x").Result;

        Assert.Equal("a", result.ValueOr(""));
        Assert.True(result.ExperimentResult!.StickyBucketUsed);
        Assert.Equal("A", result.ExperimentResult.Name);
    }

    private static FeatureResult Evaluate(TestFeatures features, string key) => Evaluator.EvalFeature(new Context(features.ToPayload(), User), key).Result;
}
