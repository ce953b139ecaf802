using System.Text;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>The size of a payload affects only the time to read it; chains and cycles in it end.</summary>
public class LargePayloadTests
{
    private const int Many = 20_000;

    // Read once for all cultures: it is the evaluation that is under test.
    private static readonly Lazy<Context> Chain = new(() => Read(i => i == Many - 1 ? """{"defaultValue":true}""" : Requires(i + 1)));

    private static readonly Lazy<Context> BrokenChain = new(() => Read(i => i == Many - 1 ? """{"defaultValue":false}""" : Requires(i + 1)));

    private static readonly Lazy<Context> Gates = new(() => Read(i => i == Many - 1 ? """{"defaultValue":false}""" : Requires(i + 1, gate: true)));

    private static readonly Lazy<Context> Cycle = new(() => Read(i => Requires((i + 1) % Many)));

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void Thousands_of_features_are_read_and_each_evaluates(string culture)
    {
        using var here = new CultureScope(culture);
        var context = Given.Features(Features(Many, i => $$$"""{"defaultValue":{{{i}}}}"""));
        Assert.Equal(Many, context.Payload.FeatureKeys.Count);
        for (var i = 0; i < Many; i += 997)
            Assert.Equal(i, Evaluator.EvalFeature(context, Key(i)).Result.Value);
        Assert.Equal(FeatureResultSource.UnknownFeature, Evaluator.EvalFeature(context, Key(Many)).Result.Source);
    }

    /// <summary>
    /// Experiments that share their key and name their variations differently make a new assignment each time they are
    /// run, after which the earlier results of features may no longer hold: without a bound, 2^100 evaluations.
    /// </summary>
    [Fact]
    public void Assignments_that_never_settle_do_not_make_diamonds_explode()
    {
        const int count = 100;
        var context = Given.Features(Features(count + 2, i => i >= count
            ? """{"defaultValue":true}"""
            : $$$"""
              {"rules":[{"parentConditions":[{"id":"{{{Key(i + 1)}}}","condition":{}},{"id":"{{{Key(i + 2)}}}","condition":{}}],
              "key":"shared","variations":[1,2],"meta":[{"key":"{{{i}}}a"},{"key":"{{{i}}}b"}]}]}
              """)) with
        {
            Attributes = new Attributes { ["id"] = "ana" },
            StickyBuckets = StickyBuckets.Empty,
        };
        var (result, effects) = Evaluator.EvalFeature(context, Key(0));
        Assert.Equal(FeatureResultSource.Experiment, result.Source);
        Assert.Equal(result.ExperimentResult!.Key, effects.OfType<Effect.StickyBucketAssigned>().Last().Document.Assignments["shared__0"]);
        Assert.Equal(count, effects.OfType<Effect.FeatureEvaluated>().Select(e => e.FeatureKey).Distinct().Count() - 2);
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void A_chain_of_thousands_of_prerequisites_is_decided_by_its_last(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var last in new[] { true, false })
        {
            var (result, effects) = OnSmallStack(last ? Chain.Value : BrokenChain.Value, Key(0));
            Assert.Equal(last, result.On);
            Assert.Equal(last ? FeatureResultSource.Force : FeatureResultSource.DefaultValue, result.Source);
            Assert.Equal(Many, effects.Count);
            Assert.Equal(Key(Many - 1), ((Effect.FeatureEvaluated)effects[0]).FeatureKey);
            Assert.Equal(Key(0), ((Effect.FeatureEvaluated)effects[Many - 1]).FeatureKey);
        }
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void A_failing_gate_at_the_end_of_the_chain_yields_null_and_the_source_prerequisite(string culture)
    {
        using var here = new CultureScope(culture);
        var (result, _) = OnSmallStack(Gates.Value, Key(0));
        Assert.Equal((Value.Null.Instance, FeatureResultSource.Prerequisite), (result.Value, result.Source));
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void A_cycle_through_the_chain_yields_null_and_the_source_cyclic_prerequisite(string culture)
    {
        using var here = new CultureScope(culture);
        var (result, _) = OnSmallStack(Cycle.Value, Key(0));
        Assert.Equal((Value.Null.Instance, FeatureResultSource.CyclicPrerequisite), (result.Value, result.Source));
        (result, _) = OnSmallStack(Cycle.Value, Key(Many / 2));
        Assert.Equal(FeatureResultSource.CyclicPrerequisite, result.Source);
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void The_chain_is_explained_feature_by_feature(string culture)
    {
        using var here = new CultureScope(culture);
        var context = Chain.Value;
        var explanation = Given.OnSmallStack(() => Evaluator.Explain(context, Key(0)));
        var features = explanation.AllFeatures();
        Assert.Equal(Many, features.Length);
        Assert.Equal(Key(0), features[0].Key);
        Assert.Equal(explanation, Given.OnSmallStack(() => Evaluator.Explain(context, Key(0))));
        Assert.StartsWith(Key(0) + " = ", Given.OnSmallStack(explanation.ToString), StringComparison.Ordinal);
        Assert.NotEmpty(Given.OnSmallStack(() => explanation.ToValue().ToString()));
        Assert.Equal(Evaluator.EvalFeature(context, Key(0)).Result, explanation.Result);
    }

    [Fact]
    public void Thousands_of_exposures_of_one_evaluation_cost_what_they_are()
    {
        var tracks = string.Join(",", Enumerable.Range(0, Many).Select(i =>
            $$$"""{"experiment":{"key":"e{{{i % (Many / 2)}}}","variations":[0,1]},"result":{"variationId":1,"hashAttribute":"id","hashValue":"1"}}"""));
        var context = Given.Features($$$"""{"f":{"rules":[{"force":1,"tracks":[{{{tracks}}}]}]}}""");

        var (_, effects) = Evaluator.EvalFeature(context, "f");

        Assert.Equal((Many / 2) + 1, effects.Count);
    }

    [Fact]
    public void Ten_thousand_page_experiments_cost_what_they_are()
    {
        var experiments = string.Join(",", Enumerable.Range(0, 10_000).Select(i =>
            $$$"""{"key":"e{{{i}}}","variations":[{},{"css":"a"}],"weights":[0,1]}"""));
        var context = Given.Payload($$$"""{"experiments":[{{{experiments}}}]}""");

        var (page, effects) = Evaluator.EvalPage(new Context(context, new Attributes { ["id"] = "1" }));

        Assert.Equal(10_000, page.VisualChanges.Length);
        Assert.Equal(10_000, effects.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    public void Cycles_of_any_length_are_found(int length)
    {
        var (result, _) = OnSmallStack(Features(length, i => Requires((i + 1) % length)), Key(0));
        Assert.Equal(FeatureResultSource.CyclicPrerequisite, result.Source);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(66)]
    [InlineData(1000)]
    public void Chains_answer_the_same_on_both_sides_of_the_bound_between_the_two_evaluations(int length)
    {
        var json = Features(length + 1, i => i == length ? """{"defaultValue":true}""" : Requires(i + 1));
        var (result, effects) = OnSmallStack(json, Key(0));
        Assert.Equal((true, FeatureResultSource.Force), (result.Value, result.Source));
        Assert.Equal(length + 1, effects.Count);
        Assert.Equal(Enumerable.Range(0, length + 1).Reverse().Select(Key), effects.Select(effect => ((Effect.FeatureEvaluated)effect).FeatureKey));
        var explanation = Evaluator.Explain(Given.Features(json), Key(0));
        Assert.Equal((result, effects), (explanation.Result, explanation.Effects));
        Assert.Equal(Enumerable.Range(0, length + 1).Select(Key), explanation.AllFeatures().Select(feature => feature.Key));
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void Diamonds_sixty_levels_deep_finish_at_once(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var kind in new[] { "force", "experiment" })
        {
            var json = Features(61, i => i == 60
                ? """{"defaultValue":true}"""
                : $$$"""
                    {"defaultValue":false,"rules":[{"parentConditions":[{"id":"{{{Key(i + 1)}}}","condition":{"value":true}},{"id":"{{{Key(i + 1)}}}","condition":{"value":true}}],
                     {{{(kind == "force" ? "\"force\":true" : "\"variations\":[true,true]")}}}}]}
                    """);
            var (result, effects) = OnSmallStack(json, Key(0));
            Assert.True(result.On);
            Assert.Equal(61, effects.Count(effect => effect is Effect.FeatureEvaluated));
        }
    }

    /// <summary>The prerequisites of an inline experiment are evaluated in the same way.</summary>
    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void An_experiment_above_the_chain_is_decided_by_its_last(string culture)
    {
        using var here = new CultureScope(culture);
        var context = Chain.Value;
        var experiment = Given.Experiment($$$"""
            {"key":"e","variations":[0,1],"parentConditions":[{"id":"{{{Key(0)}}}","condition":{"value":true}},{"id":"{{{Key(1)}}}","condition":{"value":true}}]}
            """);
        var (result, effects) = Given.OnSmallStack(() => Evaluator.RunExperiment(context, experiment));
        Assert.True(result.InExperiment);
        Assert.Equal(Many + 1, effects.Count);

        var cyclic = Given.Features(Features(3, i => Requires((i + 1) % 3)), """{"id":"1"}""");
        Assert.False(Evaluator.RunExperiment(cyclic, experiment).Result.InExperiment);
        var off = Given.Features("""{"f0":{"defaultValue":false}}""", """{"id":"1"}""");
        Assert.False(Evaluator.RunExperiment(off, experiment).Result.InExperiment);
    }

    /// <summary>The evaluation of large payloads reports exposures and usage once, too, and knows forced and unknown features.</summary>
    [Fact]
    public void A_long_chain_ends_at_an_unknown_or_forced_feature_and_tracks_once()
    {
        var chain = Features(200, i => i < 199
            ? Requires(i + 1)
            : """{"rules":[{"parentConditions":[{"id":"end","condition":{"value":1}},{"id":"twin1"},{"id":"twin2"}],"force":true}]}""");
        const string twin = """{"rules":[{"key":"same","variations":[1,1]}]}""";
        var context = Given.Features(chain[..^1] + ",\"twin1\":" + twin + ",\"twin2\":" + twin + "}", """{"id":"1"}""");
        var (off, effects) = Evaluator.EvalFeature(context, Key(0));
        Assert.False(off.On);
        Assert.Equal("end", ((Effect.FeatureEvaluated)effects[0]).FeatureKey);
        var forced = context with { ForcedFeatureValues = Value.Object.Empty.With("end", 1) };
        var (on, tracked) = Evaluator.EvalFeature(forced, Key(0));
        Assert.True(on.On);
        Assert.Single(tracked, effect => effect is Effect.ExperimentViewed);
        Assert.Contains(Evaluator.Explain(forced, Key(0)).AllFeatures(), feature => feature is { Key: "end", Result.Source: FeatureResultSource.Override });
    }

    [Fact]
    public void An_experiment_may_have_more_prerequisites_than_the_call_stack_is_used_for()
    {
        var parents = string.Join(",", Enumerable.Range(0, 100).Select(i => $$$"""{"id":"{{{Key(i)}}}","condition":{"value":true}}"""));
        var experiment = Given.Experiment($$"""{"key":"e","variations":[0,1],"parentConditions":[{{parents}}]}""");
        var context = Given.Features(Features(100, _ => """{"defaultValue":true}"""), """{"id":"1"}""");
        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        Assert.True(result.InExperiment);
        Assert.Equal(101, effects.Count);
    }

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void Thousands_of_saved_groups_that_refer_to_the_next_end_without_a_match(string culture)
    {
        using var here = new CultureScope(culture);
        var matches = GroupChain(culture, Many, i => i == Many - 1 ? """{"id":"1"}""" : Refers(i + 1));
        Assert.False(matches); // deeper than the limit of nesting: matches no user instead of exhausting the stack
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(50, true)]
    [InlineData(250, true)]
    public void Chains_of_saved_groups_that_people_write_are_followed(int length, bool expected) =>
        Assert.Equal(expected, GroupChain("de-DE", length, i => i == length - 1 ? """{"id":"1"}""" : Refers(i + 1)));

    [Theory]
    [InlineData("fa-IR")] // heavy, so under one of the cultures
    public void Saved_groups_that_refer_to_each_other_in_a_circle_match_no_user(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var length in new[] { 1, 2, 3, 4, 100, Many })
            Assert.False(GroupChain(culture, length, i => Refers((i + 1) % length)));
    }

    [Fact]
    public void A_cycle_of_saved_groups_below_other_groups_matches_no_user() =>
        Assert.False(GroupChain("de-DE", 5, i => Refers(i == 4 ? 2 : i + 1)));

    [Fact]
    public void Saved_groups_that_refer_twice_to_the_next_finish()
    {
        var matches = GroupChain("de-DE", 20, i => i == 19
            ? """{"id":"nobody"}"""
            : $$$"""{"$or":[{"$savedGroup":{"id":"g{{{i + 1}}}"}},{"$savedGroup":{"id":"g{{{i + 1}}}"}}]}""");
        Assert.False(matches);
    }

    private static bool GroupChain(string culture, int length, Func<int, string> condition)
    {
        var groups = new StringBuilder("{");
        for (var i = 0; i < length; i++)
            groups.Append(i == 0 ? "" : ",").Append("\"g").Append(Key(i)[1..]).Append("\":{\"type\":\"condition\",\"condition\":").Append(condition(i)).Append('}');
        var payload = Payload.Parse("{\"features\":{},\"savedGroups\":" + groups + "}}").Value; // which reports cycles and depths
        var context = new Context(payload, Given.Attributes("""{"id":"1"}"""));
        var member = Given.Condition("""{"$savedGroup":{"id":"g0"}}""");
        return Given.OnSmallStack(() =>
        {
            using var here = new CultureScope(culture);
            return Evaluator.EvalCondition(context, member);
        });
    }

    private static string Refers(int group) => $$$"""{"$savedGroup":{"id":"g{{{group}}}"}}""";

    private static (FeatureResult Result, Effects Effects) OnSmallStack(string features, string key) =>
        OnSmallStack(Given.Features(features, """{"id":"1"}"""), key);

    private static (FeatureResult Result, Effects Effects) OnSmallStack(Context context, string key) =>
        Given.OnSmallStack(() => Evaluator.EvalFeature(context, key));

    private static Context Read(Func<int, string> feature) => Given.Features(Features(Many, feature), """{"id":"1"}""");

    private static string Key(int i) => "f" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Requires(int other, bool gate = false) => $$$"""
        {"defaultValue":false,"rules":[{"parentConditions":[{"id":"{{{Key(other)}}}","condition":{"value":true},"gate":{{{(gate ? "true" : "false")}}}}],"force":true}]}
        """;

    private static string Features(int count, Func<int, string> feature)
    {
        var json = new StringBuilder("{");
        for (var i = 0; i < count; i++)
            json.Append(i == 0 ? "\"" : ",\"").Append(Key(i)).Append("\":").Append(feature(i));
        return json.Append('}').ToString();
    }

    /// <summary>
    /// After 64 prerequisites results are kept. The first evaluation of <c>p</c> assigns a variation after its first rule looked
    /// for one, so its result must not be kept: the second evaluation finds the assignment.
    /// </summary>
    [Fact]
    public void A_result_is_not_kept_if_its_own_assignment_changes_it()
    {
        var trivial = string.Concat(Enumerable.Range(0, 64).Select(i => $"\"t{i}\":{{\"defaultValue\":true}},"));
        const string Others =
            """
            "q":{"defaultValue":true},
            "p":{"rules":[
              {"key":"k","variations":["x","y"],"coverage":0,"meta":[{"key":"0"},{"key":"1"}]},
              {"key":"k","variations":["u","v"],"weights":[1,0],"meta":[{"key":"0","passthrough":true},{"key":"1","passthrough":true}]},
              {"parentConditions":[{"id":"q","condition":{"value":true}}],"force":"late"}]}
            """;
        var context = Given.Features("{" + trivial + Others + "}", """{"id":"1"}""") with { StickyBuckets = StickyBuckets.Empty };
        var experiment = new Experiment("e", "a", "b")
        {
            ParentConditions =
            [
                .. Enumerable.Range(0, 64).Select(i => new ParentCondition($"t{i}")),
                new ParentCondition("p", Given.Condition("""{"value":"late"}""")),
                new ParentCondition("p", Given.Condition("""{"value":"x"}""")),
            ],
        };
        Assert.True(Evaluator.RunExperiment(context, experiment).Result.InExperiment);
    }
}
