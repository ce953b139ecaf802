using System.Collections;
using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>Effects are an immutable ordered list of values, with pure keys for doing each once.</summary>
public class EffectsTests
{
    private static readonly Effect[] Some = Enumerable.Range(0, 11).Select(i => (Effect)Usage("f" + i, i)).ToArray();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(11)]
    public void They_are_a_list_of_any_length(int length)
    {
        var effects = Effects.Of(Some.AsSpan(0, length));
        Assert.Equal(length, effects.Count);
        Assert.Equal(Some.Take(length), effects);
        Assert.Equal(Some.Take(length), ((IEnumerable)effects).Cast<Effect>());
        for (var i = 0; i < length; i++)
            Assert.Same(Some[i], effects[i]);
        foreach (var index in new[] { -1, length, int.MaxValue, int.MinValue })
            Assert.Throws<ArgumentOutOfRangeException>("index", () => effects[index]);
        var walked = new List<Effect>();
        foreach (var effect in effects)
            walked.Add(effect);
        Assert.Equal(Some.Take(length), walked);
        Assert.Equal(effects, Effects.Parse(effects.ToString()).Value);
    }

    [Fact]
    public void They_concatenate_in_order_and_are_equal_by_their_elements()
    {
        for (var left = 0; left < 6; left++)
        {
            for (var right = 0; right < 6; right++)
            {
                var both = Effects.Of(Some.AsSpan(0, left)) + Effects.Of(Some.AsSpan(left, right));
                Assert.Equal(Effects.Of(Some.AsSpan(0, left + right)), both);
                Assert.True(both == Effects.Of(Some.AsSpan(0, left + right)));
                Assert.Equal(both.GetHashCode(), Effects.Of(Some.AsSpan(0, left + right)).GetHashCode());
            }
        }
        Assert.True(Effects.Of(Some[0]) != Effects.Of(Some[1]));
        Assert.True(Effects.Of(Some[0], Some[1]) != Effects.Of(Some[1], Some[0]));
        Assert.True(Effects.Of(Some[0]) != Effects.None);
        Assert.False(Effects.None.Equals("x"));
        Assert.True(Effects.None.Equals((object)default(Effects)));
        Assert.Equal("[]", Effects.None.ToString());
    }

    [Fact]
    public void They_can_be_written_as_a_collection_and_matched_as_patterns()
    {
        Effects effects = [Some[0], Usage("f", 1)];
        Assert.True(effects is [Effect.FeatureEvaluated { FeatureKey: "f0" }, Effect.FeatureEvaluated("f", { Value: Value.Number(1) })]);
        Effects more = [.. effects, Some[1]];
        Assert.Equal(3, more.Count);
        Assert.False(more is []);
        Assert.True(Effects.None is []);
    }

    [Fact]
    public void Distinct_keeps_the_first_of_each_kind_and_key()
    {
        Effects effects = [Usage("f", 1), Usage("f", 1), Usage("f", 2), Viewed("1", "e", 1), Viewed("1", "e", 1), Viewed("2", "e", 1), Usage("f", 1)];
        Assert.Equal<IEnumerable<Effect>>([Usage("f", 1), Usage("f", 2), Viewed("1", "e", 1), Viewed("2", "e", 1)], effects.Distinct());
        Assert.Equal(Effects.None, Effects.None.Distinct());
    }

    /// <summary>wire-formats: exposures by hash attribute, hash value as text, experiment key and variation; usage per feature by its value.</summary>
    [Fact]
    public void Deduplication_keys_have_the_parts_of_the_other_sdks()
    {
        Assert.Equal("""["id","123","my-test",1]""", Viewed("123", "my-test", 1).DeduplicationKey);
        Assert.Equal(Viewed("123", "my-test", 1).DeduplicationKey, Viewed(123, "my-test", 1).DeduplicationKey);
        Assert.Equal("""["f",1]""", Usage("f", 1).DeduplicationKey);
        Assert.Equal("""["f","1"]""", Usage("f", "1").DeduplicationKey);
        Assert.Equal("""["f",{"a":[null]}]""", Usage("f", Given.Value("""{"a":[null]}""")).DeduplicationKey);
        Assert.Equal("""{"attributeName":"id","attributeValue":"1","assignments":{"e__0":"v1"}}""", Assigned("id", "1", "e__0").DeduplicationKey);
    }

    /// <summary>Effects whose parts read the same when they are joined.</summary>
    public static TheoryData<Effect, Effect> Alike => new()
    {
        { Viewed("1", "1-checkout", 0), Viewed("11", "-checkout", 0) },
        { Viewed("1", "11-checkout", 0), Viewed("11", "1-checkout", 0) },
        { Viewed("1", "e1", 1), Viewed("1", "e", 11) },
        { Viewed("1", "e", 1), Viewed("d1", "e", 1) with { Result = Viewed("d1", "e", 1).Result with { HashAttribute = "i" } } },
        { Viewed("\",\"", "e", 1), Viewed("", "\",\"e", 1) },
        { Usage("f=1", 2), Usage("f", "1=2") },
        { Assigned("id", "1", "e__0"), Assigned("id||1", "", "e__0") },
        { Assigned("a||b", "c", "e__0"), Assigned("a", "b||c", "e__0") },
        { Assigned("id", "1{", "e__0"), Assigned("id", "1", "{e__0") },
    };

    [Theory]
    [MemberData(nameof(Alike))]
    public void Effects_whose_joined_parts_are_alike_are_distinct(Effect one, Effect other)
    {
        Assert.NotEqual(one.DeduplicationKey, other.DeduplicationKey);
        Assert.Equal([one, other], Effects.Of(one, other, one, other).Distinct());
    }

    /// <summary>The reports of one evaluation, few or so many that their keys are hashed.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void One_evaluation_reports_exposures_whose_joined_parts_are_alike(int others)
    {
        static string Track(string value, string key) => $$$"""{"experiment":{"key":"{{{key}}}","variations":[0,1]},"result":{"variationId":1,"hashAttribute":"id","hashValue":"{{{value}}}"}}""";
        var tracks = Enumerable.Range(0, others).Select(i => Track("u", "other-" + i))
            .Concat([Track("1", "11-checkout"), Track("11", "1-checkout"), Track("1", "11-checkout"), Track("2", "11-checkout")]);
        var context = Given.Features($$$"""{"f":{"rules":[{"force":1,"tracks":[{{{string.Join(",", tracks)}}}]}]}}""");
        Assert.Equal(others + 3, Evaluator.EvalFeature(context, "f").Effects.Count(effect => effect is Effect.ExperimentViewed));
    }

    [Fact]
    public void Applying_them_makes_sticky_assignments_visible_to_the_next_evaluation()
    {
        var context = Given.Features(
            """{"f":{"defaultValue":0,"rules":[{"key":"e","variations":[1,2],"meta":[{"key":"a"},{"key":"b"}]}]}}""", """{"id":"1"}""");
        Assert.Single(Evaluator.EvalFeature(context, "f").Effects, effect => effect is Effect.ExperimentViewed);
        var sticky = context with { StickyBuckets = StickyBuckets.Empty };
        var (first, effects) = Evaluator.EvalFeature(sticky, "f");
        Assert.IsType<Effect.StickyBucketAssigned>(effects[0]);
        Assert.IsType<Effect.ExperimentViewed>(effects[1]);
        Assert.IsType<Effect.FeatureEvaluated>(effects[2]);

        var (again, later) = Evaluator.EvalFeature(sticky.Apply(effects), "f");
        Assert.Equal(first.Value, again.Value);
        Assert.True(again.ExperimentResult!.StickyBucketUsed);
        Assert.DoesNotContain(later, effect => effect is Effect.StickyBucketAssigned);
        Assert.Same(sticky, sticky.Apply(later));
        Assert.Same(context, context.Apply(Effects.None));
    }

    [Fact]
    public void Queries_add_effects_up_in_their_order()
    {
        var context = Given.Features("""{"a":{"defaultValue":1},"b":{"defaultValue":2}}""");
        var (sum, effects) =
            from a in Evaluator.EvalFeature(context, "a")
            from b in Evaluator.EvalFeature(context, "b")
            select a.ValueOr(0) + b.ValueOr(0);
        Assert.Equal(3, sum);
        Assert.Equal(["a", "b"], effects.Select(effect => ((Effect.FeatureEvaluated)effect).FeatureKey));
        var (one, same) = from a in Evaluator.EvalFeature(context, "a") select a.ValueOr(0);
        Assert.Equal((1, Evaluator.EvalFeature(context, "a").Effects), (one, same));
    }

    [Fact]
    public void Code_adds_events_of_its_own_to_what_an_evaluation_returned()
    {
        var context = Given.Features("""{"f":{"defaultValue":1}}""");
        Effects purchase = [new Effect.EventLogged("Purchase", new Value.Object([new("total", 12.5), new("items", new Value.Array(["a"]))]))];
        var all = Evaluator.EvalFeature(context, "f").Effects + purchase + purchase;
        Assert.True(all is [Effect.FeatureEvaluated, Effect.EventLogged { Name: "Purchase" }, Effect.EventLogged("Purchase", var properties)]
            && properties["total"].Equals(12.5));
        Assert.Equal(all, all.Distinct());
        Assert.Equal(all, Effects.Parse(all.ToString()).Value);
        Assert.Equal("""[{"type":"eventLogged","name":"Purchase","properties":{"total":12.5,"items":["a"]}}]""", purchase.ToString());
        Assert.Same(context, context.Apply(all));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"properties\":null")]
    public void An_event_without_properties_is_read_as_one_with_none(string properties)
    {
        var (effects, errors) = Effects.Parse($$"""[{"type":"eventLogged","name":""{{properties}}}]""");
        Assert.Empty(errors);
        Assert.Equal([new Effect.EventLogged("", Value.Object.Empty)], effects);
    }

    [Theory]
    [InlineData("{}", "$")]
    [InlineData("[1]", "$[0]")]
    [InlineData("""[{"type":"eventLogged","properties":{}}]""", "$[0].name")]
    [InlineData("""[{"type":"eventLogged","name":1}]""", "$[0].name")]
    [InlineData("""[{"type":"eventLogged","name":"e","properties":[]}]""", "$[0].properties")]
    [InlineData("""[{"type":"x"}]""", "$[0]")]
    [InlineData("""[{"type":"featureEvaluated"}]""", "$[0].featureKey")]
    [InlineData("""[{"type":"featureEvaluated","featureKey":"f","result":1}]""", "$[0].result")]
    [InlineData("""[{"type":"featureEvaluated","featureKey":"f","result":{"source":"x"}}]""", "$[0].result.source")]
    [InlineData("""[{"type":"featureEvaluated","featureKey":"f","result":{"source":"force","ruleId":1}}]""", "$[0].result.ruleId")]
    [InlineData("""[{"type":"experimentViewed","experiment":{"key":"e","variations":[]},"result":1}]""", "$[0].result")]
    [InlineData("""[{"type":"experimentViewed","experiment":{"key":"e"},"result":{}}]""", "$[0].experiment")]
    [InlineData("""[{"type":"stickyBucketAssigned","doc":1}]""", "$[0].doc")]
    [InlineData("not json", "$")]
    public void Malformed_effects_are_reported_and_left_out(string json, string path)
    {
        var (effects, errors) = Effects.Parse(json);
        Assert.Empty(effects);
        Assert.Contains(errors, error => error.Path == path);
    }

    [Fact]
    public void Results_read_back_from_their_json()
    {
        var context = Given.Features(
            """{"f":{"defaultValue":0,"rules":[{"id":"r","key":"e","variations":[1,2],"meta":[{"key":"a","name":"A"},{"key":"b","name":"B"}]}]}}""", """{"id":"1"}""");
        var (result, _) = Evaluator.EvalFeature(context, "f");
        Assert.Equal(result, FeatureResult.Parse(result.ToString()).Value);
        Assert.Equal(result.ExperimentResult, ExperimentResult.Parse(result.ExperimentResult!.ToString()).Value);
        Assert.Null(FeatureResult.Parse("1").Value);
        Assert.Null(FeatureResult.Parse("{").Value);
        Assert.Null(ExperimentResult.Parse("1").Value);
        const string least = "\"variationId\":1,\"hashAttribute\":\"id\",\"hashValue\":\"\"";
        var (minimal, errors) = ExperimentResult.Parse("{" + least + "}");
        Assert.Empty(errors);
        Assert.Equal(("1", "id", (Value)""), (minimal!.Key, minimal.HashAttribute, minimal.HashValue));
        Assert.Equal(new FeatureResult(Value.Null.Instance, FeatureResultSource.Force), FeatureResult.Parse("""{"value":null,"source":"force"}""").Value);
        Assert.Null(ExperimentResult.Parse("{" + least + ",\"bucket\":\"x\"}").Value);
        var leaf = ExperimentResult.Parse("{" + least + ""","leafId":3,"variationWeights":[0.5,0.5],"banditVersion":7}""").Value!;
        Assert.Equal(new ContextualBandit(3, [0.5, 0.5], 7), leaf.ContextualBandit);
        Assert.Equal(new ContextualBandit(3, default), ExperimentResult.Parse("{" + least + ",\"leafId\":3}").Value!.ContextualBandit);
        var effects = Evaluator.EvalFeature(context with { StickyBuckets = StickyBuckets.Empty }, "f").Effects;
        Assert.Equal(effects, Effects.Parse(effects.ToString()).Value);
    }

    private static Effect.FeatureEvaluated Usage(string key, Value value) => new(key, new FeatureResult(value, FeatureResultSource.DefaultValue));

    private static Effect.StickyBucketAssigned Assigned(string attribute, string value, string experiment) =>
        new(new StickyAssignmentDocument(attribute, value, ImmutableSortedDictionary<string, string>.Empty.Add(experiment, "v1")));

    private static Effect.ExperimentViewed Viewed(Value hashValue, string key, int variation) => new(
        new Experiment(key, 0, 1),
        new ExperimentResult { Key = "k", Value = variation, VariationId = variation, HashAttribute = "id", HashValue = hashValue });
}
