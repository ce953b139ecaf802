using GrowthBook.Pure.Tests.Scaling;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>All features of a user in one call, as data and as a payload for another SDK.</summary>
public class EvalAllTests
{
    private const string Features = """
        {"features":{
          "child":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"parent","condition":{"value":true},"gate":true},{"id":"missing","condition":{}}],"force":2}]},
          "plain":{"defaultValue":"<b>"},
          "parent":{"defaultValue":false,"rules":[{"condition":{"plan":"pro"},"force":true}]},
          "layout":{"defaultValue":"none","rules":[{"key":"e","variations":["old","new"],"weights":[0,1],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}],
            "condition":{"plan":"pro"},"filters":[{"seed":"s","ranges":[[0,1]]}],"namespace":["n",0,1]}]},
          "again":{"defaultValue":"none","rules":[{"key":"e","variations":["old","new"],"weights":[1,0],"hashAttribute":"id","meta":[{"key":"0"},{"key":"1"}]}]},
          "cycle":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"cycle","condition":{},"gate":true}]}]},
          "nothing":{}}}
        """;

    private static readonly Context User = Given.Context(Features, """{"id":"1","plan":"pro"}""");

    public static TheoryData<string> Variants => new(["plain", "sticky", "forced", "all forced", "off"]);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Results_and_effects_are_those_of_the_evaluations_in_turn(string variant)
    {
        var context = variant switch
        {
            "sticky" => User with { StickyBuckets = StickyBuckets.Empty },
            "forced" => User with { ForcedFeatureValues = new Value.Object([new("plain", 5), new("parent", false), new("unknown", 1)]) },
            "all forced" => User with { ForcedFeatureValues = new Value.Object(User.Payload.FeatureKeys.Select(key => new KeyValuePair<string, Value>(key, 5))) },
            "off" => User with { Enabled = false },
            _ => User,
        };
        var (all, effects) = Evaluator.EvalAll(context);
        Assert.Equal(context.Payload.FeatureKeys, all.Keys);
        Assert.Equal(context.Payload.FeatureKeys.Count, all.Count);
        AreThoseInTurn(context, all, effects);
        Assert.Equal(effects, all.Effects);
    }

    private static void AreThoseInTurn(Context context, AllFeatures all, Effects effects)
    {
        var expected = Effects.None;
        foreach (var key in context.Payload.FeatureKeys)
        {
            var (result, own) = Evaluator.EvalFeature(context, key);
            Assert.Equal(result, all[key]);
            Assert.Equal(own, all.EffectsOf(key));
            expected += own;
            context = context.Apply(own);
        }
        Assert.Equal(expected.Distinct(), effects.Distinct());
    }

    /// <summary>Each assignment of a key that several rules look up drops what is known: a feature that was evaluated again for another one is evaluated once more.</summary>
    [Fact]
    public void Results_that_are_dropped_twice_are_those_of_the_evaluations_in_turn()
    {
        static string Rule(string key, int coverage) => $$"""{"key":"{{key}}","variations":["a","b"],"coverage":{{coverage}},"meta":[{"key":"0"},{"key":"1"}]}""";
        static string Feature(string name, string rule) => $$""" "{{name}}":{"defaultValue":"none","rules":[{{rule}}]} """;
        const string NeedsFirst = """{"parentConditions":[{"id":"first","condition":{"value":true}}],"force":"in"}""";
        var payload = Given.Payload("{\"features\":{" + string.Join(',',
            "\"first\":{\"defaultValue\":true}",
            Feature("out-1", Rule("k1", 0)), Feature("in-1", Rule("k1", 1)), Feature("child-1", NeedsFirst),
            Feature("out-2", Rule("k2", 0)), Feature("in-2", Rule("k2", 1)), Feature("child-2", NeedsFirst)) + "}}");
        var context = new Context(payload, new Attributes { ["id"] = "1" }) { StickyBuckets = StickyBuckets.Empty };
        var (all, effects) = Evaluator.EvalAll(context);
        AreThoseInTurn(context, all, effects);
        Assert.Equal(2, effects.OfType<Effect.StickyBucketAssigned>().Count());
    }

    /// <summary>Payloads with prerequisites, cycles, experiments, groups and faults, for users with and without assignments.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Generated_features_have_the_results_and_effects_of_the_evaluations_in_turn(int remainder)
    {
        var withPrerequisites = 0;
        for (var seed = remainder; seed < 600; seed += 3)
        {
            var texts = new ScalingCase(seed).Texts((-1, -1), 0);
            var context = new Context(Payload.Parse(texts.Payload).Value, Attributes.Parse(texts.Attributes).Value)
            {
                Url = texts.Url,
                StickyBuckets = remainder == 0 ? null : StickyBuckets.Empty,
                ForcedFeatureValues = remainder == 2 ? new Value.Object { ["f1"] = 5 } : Value.Object.Empty,
            };
            var (all, effects) = Evaluator.EvalAll(context);
            var expected = Effects.None;
            foreach (var key in context.Payload.FeatureKeys)
            {
                var (result, own) = Evaluator.EvalFeature(context, key);
                Assert.True(result == all[key], $"seed {seed}, {key}: {result} and not {all[key]}");
                if (own.Any(effect => effect is Effect.FeatureEvaluated { Result.Source: FeatureResultSource.CyclicPrerequisite }))
                    Assert.Equal(Texts(own).Order(StringComparer.Ordinal), Texts(all.EffectsOf(key)).Order(StringComparer.Ordinal));
                else
                    Assert.True(own == all.EffectsOf(key), $"seed {seed}, {key}:\n{string.Join("\n", Texts(own))}\nand not\n{string.Join("\n", Texts(all.EffectsOf(key)))}");
                withPrerequisites += own.Count(effect => effect is Effect.FeatureEvaluated) > 1 ? 1 : 0;
                expected += own;
                context = context.Apply(own);
            }
            Assert.Equal(Texts(expected.Distinct()).Order(StringComparer.Ordinal), Texts(effects.Distinct()).Order(StringComparer.Ordinal));
            Assert.Equal(expected.Distinct().Count, all.EffectsOf(all.Keys).Distinct().Count);
        }
        Assert.InRange(withPrerequisites, 50, int.MaxValue);
    }

    /// <summary>Graphs in which features share prerequisites in all ways: several per feature, in any order of the payload, some in cycles.</summary>
    [Fact]
    public void Features_of_random_graphs_have_the_effects_of_their_evaluations()
    {
        var shared = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var count = 2 + random.Next(9);
            var features = string.Join(",", Enumerable.Range(0, count).Select(i => "\"f" + i + "\":{\"defaultValue\":" + i + ",\"rules\":[" + Rules(i) + "]}"));
            var context = new Context(Payload.Parse("{\"features\":{" + features + "}}").Value, new Attributes { ["id"] = "1" });
            var (all, _) = Evaluator.EvalAll(context);
            foreach (var key in all.Keys)
            {
                var own = Evaluator.EvalFeature(context, key).Effects;
                shared += own.Count > 3 ? 1 : 0;
                if (own.Any(effect => effect is Effect.FeatureEvaluated { Result.Source: FeatureResultSource.CyclicPrerequisite }))
                    Assert.Equal(Texts(own).Order(StringComparer.Ordinal), Texts(all.EffectsOf(key)).Order(StringComparer.Ordinal));
                else
                    Assert.True(own == all.EffectsOf(key), $"seed {seed}, {key}");
            }
            var keys = all.Keys.Where(_ => random.Next(2) == 0).ToArray();
            Assert.Equal(
                keys.SelectMany(key => Texts(Evaluator.EvalFeature(context, key).Effects)).Distinct().Order(StringComparer.Ordinal),
                Texts(all.EffectsOf(keys)).Order(StringComparer.Ordinal));

            string Rules(int i) => string.Join(",", Enumerable.Range(0, random.Next(3)).Select(rule => "{\"parentConditions\":["
                + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => "{\"id\":\"f" + Other(i) + "\",\"condition\":{}}"))
                + "],\"key\":\"e" + i + rule + "\",\"variations\":[0,1]" + (random.Next(2) == 0 ? ",\"meta\":[{\"passthrough\":true},{\"passthrough\":true}]" : "") + "}"));

            int Other(int i) => random.Next(8) == 0 ? random.Next(count + 1) : seed % 2 == 0 ? i + 1 + random.Next(3) : Math.Max(0, i - 1 - random.Next(3));
        }
        Assert.InRange(shared, 300, int.MaxValue);
    }

    private static IEnumerable<string> Texts(Effects effects) => effects.Select(effect => effect.ToString());

    [Fact]
    public void An_evaluation_sees_the_assignments_of_those_before_it()
    {
        var (all, effects) = Evaluator.EvalAll(User with { StickyBuckets = StickyBuckets.Empty });
        Assert.Equal(("new", "new"), (all["layout"].ValueOr(""), all["again"].ValueOr("")));
        Assert.True(all["again"].ExperimentResult!.StickyBucketUsed);
        Assert.Single(effects, effect => effect is Effect.StickyBucketAssigned);
        Assert.Equal("old", Evaluator.EvalAll(User).Result["again"].ValueOr(""));
    }

    [Fact]
    public void The_results_are_a_dictionary_in_the_order_of_the_payload()
    {
        var (all, _) = Evaluator.EvalAll(User);
        Assert.Equal(["child", "plain", "parent", "layout", "again", "cycle", "nothing"], all.Select(feature => feature.Key));
        Assert.Equal(all.Values, all.Select(feature => feature.Value));
        Assert.True(((System.Collections.IEnumerable)all).GetEnumerator().MoveNext());
        Assert.True(all.ContainsKey("plain"));
        Assert.All(["missing", "other"], key => Assert.False(all.ContainsKey(key)));
        Assert.Contains("`other`", Assert.Throws<KeyNotFoundException>(() => all["other"]).Message, StringComparison.Ordinal);
        Assert.Equal(Effects.None, all.EffectsOf("missing"));
        Assert.Empty(Evaluator.EvalAll(new Context()).Result);
    }

    [Fact]
    public void A_payload_that_replaces_a_feature_has_it_once()
    {
        var context = new Context(Payload.Parse("""{"features":{"a":{"defaultValue":1},"b":{"defaultValue":2},"a":7,"a":{"defaultValue":3}}}""").Value, Attributes.Empty);
        Assert.Equal(["b", "a"], Evaluator.EvalAll(context).Result.Keys);
        Assert.Equal((Value)3, Evaluator.EvalAll(context).Result["a"].Value);
    }

    [Fact]
    public void The_payload_form_has_values_and_exposures_without_targeting()
    {
        var (all, _) = Evaluator.EvalAll(User);
        var payload = all.ToPayload();
        Assert.Equal("""{"defaultValue":2}""", Form(payload, "child"));
        Assert.Equal("""{"defaultValue":null}""", Form(payload, "cycle"));
        Assert.Equal("""{"defaultValue":null}""", Form(payload, "nothing"));
        Assert.StartsWith("""{"rules":[{"force":"new","tracks":[{"experiment":{"variations":["old","new"],"key":"e","weights":[0,1],""", Form(payload, "layout"), StringComparison.Ordinal);
        Assert.DoesNotContain("plan", payload.ToString(), StringComparison.Ordinal);
        Assert.All(["filters", "namespace"], name => Assert.DoesNotContain($"\"{name}\"", payload.ToString(), StringComparison.Ordinal));
        Assert.Equal("""{"defaultValue":"new"}""", Form(all.ToPayload(tracks: false), "layout"));
        Assert.Equal("""{"features":{"plain":{"defaultValue":"<b>"}}}""", all.ToPayload(includes: key => key == "plain").ToString());
        Assert.Equal(payload.ToString(), all.ToString().Replace("\\u003c", "<", StringComparison.Ordinal));
        Assert.DoesNotContain("<", all.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_payload_form_carries_the_exposures_that_are_chosen()
    {
        var (all, _) = Evaluator.EvalAll(User);
        var keys = all.Effects.OfType<Effect.ExperimentViewed>().Select(viewed => viewed.Experiment.Key).Distinct().ToArray();
        Assert.NotEmpty(keys);
        Assert.All(keys, key =>
        {
            var payload = all.ToPayload(viewed => viewed.Experiment.Key == key).ToString();
            Assert.Contains("\"tracks\"", payload, StringComparison.Ordinal);
            Assert.All(keys.Where(other => other != key), other => Assert.DoesNotContain($"\"key\":\"{other}\"", payload, StringComparison.Ordinal));
        });
        Assert.Equal(all.ToPayload(tracks: false).ToString(), all.ToPayload(_ => false).ToString());
        Assert.Throws<ArgumentNullException>("tracks", () => all.ToPayload(null!));
    }

    /// <summary>As with a remote evaluation: the payload form, evaluated for any user, has the values and exposures of this one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Evaluating_the_payload_form_gives_the_values_and_the_exposures(bool tracks)
    {
        var (all, _) = Evaluator.EvalAll(User);
        var (payload, errors) = Payload.Parse(all.ToPayload(tracks).ToString());
        Assert.Empty(errors);
        foreach (var key in all.Keys)
        {
            var (result, effects) = Evaluator.EvalFeature(new Context(payload, Attributes.Empty), key);
            Assert.Equal(all[key].Value, result.Value);
            Assert.Equal(
                tracks ? Exposures(all.EffectsOf(key)) : [],
                Exposures(effects));
        }
    }

    /// <summary>The experiment sees the assignment of the feature with its key.</summary>
    [Fact]
    public void Experiments_after_all_features_have_the_results_and_effects_of_each_on_its_own()
    {
        var context = User with { StickyBuckets = StickyBuckets.Empty };
        Experiment[] experiments = [new("page", "a", "b"), new("e", "old", "new") { Weights = [1, 0], Meta = [new() { Key = "0" }, new() { Key = "1" }] }];
        var (all, effectsOfAll) = Evaluator.EvalAll(context);
        var (results, effectsOfExperiments) = Evaluator.RunExperiments(context.Apply(effectsOfAll), experiments);

        var (features, ran, effects) = Evaluator.EvalAllAndRun(context, experiments);
        Assert.Equal(all, features);
        Assert.Equal(effectsOfAll, features.Effects);
        Assert.Equal([.. results], ran.AsEnumerable());
        Assert.True(ran[1].StickyBucketUsed);
        Assert.Equal([.. effectsOfAll, .. effectsOfExperiments], effects);
        Assert.NotEmpty(effectsOfExperiments);
        Assert.Throws<ArgumentException>(() => Evaluator.EvalAllAndRun(context, [null!]));
    }

    [Fact]
    public void A_context_is_needed() => Assert.Throws<ArgumentNullException>("context", () => Evaluator.EvalAll(null!));

    private static string[] Exposures(Effects effects) => [.. effects.OfType<Effect.ExperimentViewed>().Select(viewed => viewed.DeduplicationKey + viewed.Result)];

    private static string Form(Value.Object payload, string key) => ((Value.Object)payload["features"])[key].ToJson();
}
