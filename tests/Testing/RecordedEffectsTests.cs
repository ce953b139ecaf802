using GrowthBook.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.Testing.Tests;

public sealed class RecordedEffectsTests
{
    private const string NoClient = "no client has the recording; pass it to ToClientAsync, UseTestFeatures or AddObserver, or record evaluations with its method Record";

    private static readonly Context Shop = new(
        Of(
            Feature("plain").On(),
            Feature("layout").Experiment(new Experiment("layout-test", "old", "new") { Meta = [new VariationMeta("control"), new VariationMeta("treatment")] }, variation: 1)).ToPayload(),
        new Attributes { ["id"] = "u-1" })
    {
        StickyBuckets = StickyBuckets.Empty,
    };

    [Fact]
    public void The_effects_of_an_evaluation_are_recorded_in_order()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var effects = new RecordedEffects(clock);
        var evaluation = Evaluator.EvalFeature(Shop, "layout");
        Assert.Equal("new", effects.Record(Shop, evaluation).ValueOr(""));
        Assert.Equal(evaluation.Effects, effects.Select(recorded => recorded.Effect));
        Assert.All(effects, recorded => Assert.Equal((Shop, clock.GetUtcNow()), (recorded.Context, recorded.Timestamp)));
        Assert.Equal("layout-test", Assert.Single(effects.Exposures).Experiment.Key);
        Assert.Equal("layout", Assert.Single(effects.Evaluations).FeatureKey);
        Assert.Equal("treatment", Assert.Single(effects.StickyAssignments).Assignments["layout-test__0"]);
        Assert.Empty(effects.LoggedEvents);
        Assert.Equal("Purchase", Assert.Single(Recorded().LoggedEvents).Name);
    }

    [Fact]
    public void Nothing_is_lost_when_many_threads_record()
    {
        var effects = new RecordedEffects();
        var (_, made) = Evaluator.IsOn(Shop, "plain");
        IEffectHandler handler = effects;
        Parallel.For(0, 10_000, i =>
        {
            handler.Handle(new EffectEvent(made[0], Shop, DateTimeOffset.UnixEpoch));
            if (i % 100 == 0)
                _ = effects.Count(recorded => recorded.Context == Shop);
        });
        Assert.Equal(10_000, effects.Count);
        effects.Clear();
        effects.ShouldBeEmpty();
    }

    [Fact]
    public void Assertions_that_hold_can_be_chained()
    {
        var effects = Recorded();
        var same = effects
            .ShouldHaveViewed("layout-test")
            .ShouldHaveViewed("layout-test", variation: 1, hashValue: "u-1", times: 1)
            .ShouldHaveViewed("layout-test", variation: 0, times: 0)
            .ShouldNotHaveViewed(new Experiment("other-test", 0, 1))
            .ShouldHaveEvaluated("plain")
            .ShouldHaveEvaluated("plain", true, FeatureResultSource.DefaultValue, times: 2)
            .ShouldHaveEvaluated("layout", "new", FeatureResultSource.Experiment)
            .ShouldHaveAssigned("layout-test", "treatment")
            .ShouldHaveAssigned("layout-test", "treatment", attributeValue: "u-1", bucketVersion: 0)
            .ShouldHaveLogged("Purchase")
            .ShouldHaveLogged("Purchase", Total(5), times: 1)
            .ShouldHaveLogged("Purchase", Total(6), times: 0)
            .ShouldNotHaveLogged("Refund");
        Assert.Same(effects, same);
        Connected().ShouldBeEmpty().ShouldNotHaveAssigned().ShouldNotHaveLogged("Purchase");
    }

    public static TheoryData<Action<RecordedEffects>, string> Unmet => new()
    {
        { effects => effects.ShouldBeEmpty(), "expected nothing to have been recorded, but recorded were:" },
        { effects => effects.ShouldHaveViewed("other"), "expected the experiment `other` to have been viewed, but" },
        { effects => effects.ShouldHaveViewed("layout-test", variation: 0), "expected the experiment `layout-test` to have been viewed with variation 0, but" },
        { effects => effects.ShouldHaveViewed("layout-test", hashValue: "u-2"), "expected the experiment `layout-test` to have been viewed by \"u-2\", but" },
        { effects => effects.ShouldHaveViewed("layout-test", variation: 1, times: 2), "with variation 1 exactly 2 times (it was once), but" },
        { effects => effects.ShouldNotHaveViewed("layout-test"), "expected the experiment `layout-test` not to have been viewed, but" },
        { effects => effects.ShouldNotHaveViewed(new Experiment("layout-test", 0, 1)), "expected the experiment `layout-test` not to have been viewed, but" },
        { effects => effects.ShouldHaveEvaluated("other"), "expected the feature `other` to have been evaluated, but" },
        { effects => effects.ShouldHaveEvaluated("plain", false), "expected the feature `plain` to have been evaluated to false, but" },
        { effects => effects.ShouldHaveEvaluated("plain", source: FeatureResultSource.Force), "with the source Force, but" },
        { effects => effects.ShouldHaveEvaluated("plain", times: 1), "exactly once (it was 2 times; ToClientAsync and UseTestFeatures record each evaluation, AddHandler(effects) those that a client passes on after deduplication), but" },
        { effects => effects.ShouldNotHaveEvaluated("plain"), "expected the feature `plain` not to have been evaluated, but" },
        { effects => effects.ShouldHaveAssigned("layout-test", "control"), "expected `layout-test__0` = `control` to have been assigned, but" },
        { effects => effects.ShouldHaveAssigned("layout-test", "treatment", "u-2"), "to have been assigned to \"u-2\", but" },
        { effects => effects.ShouldHaveAssigned("layout-test", "treatment", bucketVersion: 1), "expected `layout-test__1` = `treatment`" },
        { effects => effects.ShouldHaveLogged("Refund"), "expected the event `Refund` to have been logged, but" },
        { effects => effects.ShouldHaveLogged("Purchase", Total(6)), "expected the event `Purchase` to have been logged with {\"total\":6}, but" },
        { effects => effects.ShouldHaveLogged("Purchase", times: 2), "to have been logged exactly 2 times (it was once), but" },
        { effects => effects.ShouldNotHaveLogged("Purchase"), "expected the event `Purchase` not to have been logged, but" },
        { effects => effects.ShouldNotHaveAssigned(), "expected no sticky bucket to have been assigned, but" },
    };

    [Theory]
    [MemberData(nameof(Unmet))]
    public void A_failed_assertion_lists_the_recorded_effects(Action<RecordedEffects> expectation, string expected)
    {
        var failed = Assert.Throws<EffectAssertionException>(() => expectation(Recorded()));
        Assert.Contains(expected, failed.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            """
            but recorded were:
              1. evaluated `plain`: true, source DefaultValue
              2. evaluated `plain`: true, source DefaultValue
              3. assigned id "u-1": `layout-test__0` = `treatment`
              4. viewed `layout-test`, variation 1 (`treatment`), by id "u-1"
              5. evaluated `layout`: "new", source Experiment
              6. logged `Purchase`: {"total":5}
            """.ReplaceLineEndings("\n"),
            failed.Message, StringComparison.Ordinal);
    }

    /// <summary>As with a hosted worker that evaluates for many users.</summary>
    [Fact]
    public void A_failed_assertion_lists_the_effects_of_its_key_then_twenty_others_and_counts_the_rest()
    {
        var effects = Many();
        var lines = Failed(() => effects.ShouldHaveViewed("layout-test", variation: 0));
        Assert.Equal(
            [
                "expected the experiment `layout-test` to have been viewed with variation 0, but recorded were:",
                "  31. assigned id \"u-1\": `layout-test__0` = `treatment`",
                "  32. viewed `layout-test`, variation 1 (`treatment`), by id \"u-1\"",
                "  33. evaluated `layout`: \"new\", source Experiment",
                .. Enumerable.Range(1, 20).Select(i => $"  {i}. evaluated `plain`: true, source DefaultValue"),
                "  and 1981 more: usages 1980, events 1",
            ],
            lines);
        Assert.Equal("  33. evaluated `layout`: \"new\", source Experiment", Failed(() => effects.ShouldHaveEvaluated("layout", "old"))[1]);
        Assert.Equal("  2004. logged `Purchase`: {\"total\":5}", Failed(() => effects.ShouldHaveLogged("Purchase", Total(6)))[1]);
        Assert.Equal("  31. assigned id \"u-1\": `layout-test__0` = `treatment`", Failed(() => effects.ShouldNotHaveAssigned())[1]);
        Assert.Equal("  31. assigned id \"u-1\": `layout-test__0` = `treatment`", Failed(() => effects.ShouldHaveAssigned("layout-test", "control"))[1]);
        Assert.Equal("  and 1984 more: exposures 1, usages 1981, events 1, assignments 1", Failed(() => effects.ShouldBeEmpty())[^1]);

        lines = Failed(() => effects.ShouldNotHaveEvaluated("plain"));
        Assert.Equal(1 + 20 + 4 + 1, lines.Length); // those of the key are not without limit either
        Assert.Equal(["  2004. logged `Purchase`: {\"total\":5}", "  and 1980 more: usages 1980"], lines[^2..]);
        Assert.Equal(2004, effects.ToString().Split('\n').Length - 1);

        static string[] Failed(Action assertion) => Assert.Throws<EffectAssertionException>(assertion).Message.Split('\n');
    }

    [Fact]
    public async Task A_failed_assertion_names_the_hash_attribute_without_which_the_experiment_was_skipped()
    {
        var effects = new RecordedEffects();
        await using var client = await Of(
            Feature("layout").Experiment("other-test", [1, 2], variation: 1, hashAttribute: "company").Experiment("layout-test", [1, 2], variation: 1, hashAttribute: "anonymous_id"),
            Feature("banner").Experiment("banner-test", [1, 2], coverage: 0)).ToClientAsync(effects);
        client.User(new Attributes { ["id"] = "u-1", ["anonymous_id"] = "" }).EvalFeature("layout");
        client.User(new Attributes { ["id"] = "u-1" }).EvalFeature("banner");
        Assert.StartsWith(
            "expected the experiment `layout-test` to have been viewed (the evaluation of `layout` skipped it, because the user has no value of its hash attribute `anonymous_id`), but recorded were:",
            Thrown(() => effects.ShouldHaveViewed("layout-test")), StringComparison.Ordinal);
        Assert.Contains("exactly once (it was 0 times) (the evaluation of `layout` skipped it", Thrown(() => effects.ShouldHaveViewed("layout-test", times: 1)), StringComparison.Ordinal);
        Assert.Contains("hash attribute `company`)", Thrown(() => effects.ShouldHaveViewed("other-test")), StringComparison.Ordinal);
        Assert.DoesNotContain("skipped it", Thrown(() => effects.ShouldHaveViewed("banner-test")), StringComparison.Ordinal);
        Assert.DoesNotContain("skipped it", Thrown(() => effects.ShouldHaveEvaluated("layout", 7)), StringComparison.Ordinal);

        client.User(new Attributes { ["anonymous_id"] = "a-1" }).EvalFeature("layout");
        Assert.DoesNotContain("skipped it", Thrown(() => effects.ShouldHaveViewed("layout-test", variation: 1, times: 0)), StringComparison.Ordinal);

        static string Thrown(Action assertion) => Assert.Throws<EffectAssertionException>(assertion).Message;
    }

    [Fact]
    public void A_failed_assertion_says_that_nothing_was_recorded()
    {
        var failed = Assert.Throws<EffectAssertionException>(() => new RecordedEffects().ShouldHaveViewed("exp"));
        Assert.Equal($"expected the experiment `exp` to have been viewed, but nothing was recorded; {NoClient}", failed.Message);
        failed = Assert.Throws<EffectAssertionException>(() => Connected().ShouldHaveViewed("exp"));
        Assert.Equal("expected the experiment `exp` to have been viewed, but nothing was recorded", failed.Message);
    }

    /// <summary>A recording that the test forgot to pass on is empty whatever the code does.</summary>
    [Fact]
    public async Task An_assertion_that_something_did_not_occur_throws_if_no_client_has_the_recording()
    {
        TestFeatures features = [Feature("checkout").Experiment("checkout-test", [1, 2], variation: 1)];
        var effects = new RecordedEffects();
        await using var client = await features.ToClientAsync();
        client.User(new Attributes { ["id"] = "u" }).IsOn("checkout");
        foreach (var assertion in new Action[]
        {
            () => effects.ShouldNotHaveEvaluated("checkout"), () => effects.ShouldNotHaveViewed("checkout-test"), () => effects.ShouldNotHaveViewed(new Experiment("inline", 0, 1)),
            () => effects.ShouldNotHaveAssigned(), () => effects.ShouldNotHaveLogged("Purchase"), () => effects.ShouldBeEmpty(),
        })
        {
            Assert.StartsWith($"the assertion would always hold: {NoClient}", Assert.Throws<ArgumentException>(assertion).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_recording_that_got_nothing_yet_belongs_to_each_client_and_pipeline_that_it_was_given_to()
    {
        TestFeatures features = [Feature("checkout").On()];
        Holds(effects => _ = new EffectPipeline([EffectReceiver.Handler(effects)]));
        Holds(effects => _ = new EffectPipeline([EffectReceiver.Observer(EffectHandler.When(_ => true, effects))]));
        Holds(effects => EffectHandler.Named("recorded", effects));
        Holds(effects => new ServiceCollection().UseTestFeatures(features.ToSource(), effects));
        Holds(effects => effects.Record(Shop, (true, Effects.None)));
        var handled = new RecordedEffects();
        await using var client = await features.ToClientAsync(services: new ClientServices { Handlers = [handled] });
        handled.ShouldBeEmpty();

        static void Holds(Action<RecordedEffects> connect)
        {
            var effects = new RecordedEffects();
            connect(effects);
            effects.ShouldBeEmpty().ShouldNotHaveAssigned();
        }
    }

    [Fact]
    public async Task An_assertion_that_a_misspelt_key_or_one_of_the_other_kind_did_not_occur_throws()
    {
        TestFeatures features =
        [
            TestFeatures.Feature("checkout").Experiment("checkout-test", [1, 2]),
            TestFeatures.Feature("banner").On(),
        ];
        var effects = new RecordedEffects();
        await using var client = await features.ToClientAsync(effects);

        effects.ShouldNotHaveEvaluated("checkout").ShouldNotHaveViewed("checkout-test").ShouldNotHaveViewed(new Experiment("inline", 0, 1));
        Thrown("the payload has no feature `chekout`; did you mean `checkout`? Otherwise use ShouldHaveEvaluated with times: 0", () => effects.ShouldNotHaveEvaluated("chekout"));
        Thrown("the payload has no feature `Banner`; did you mean `banner`? Otherwise use ShouldHaveEvaluated with times: 0", () => effects.ShouldNotHaveEvaluated("Banner"));
        Thrown("`checkout-test` is an experiment and not a feature; use ShouldNotHaveViewed", () => effects.ShouldNotHaveEvaluated("checkout-test"));
        Thrown(
            "the payload has no experiment `checkout-tesu`; did you mean `checkout-test`? Otherwise use ShouldHaveViewed with times: 0, or give the experiment in code instead of its key",
            () => effects.ShouldNotHaveViewed("checkout-tesu"));
        Thrown("`checkout` is a feature and not an experiment; use ShouldNotHaveEvaluated, or an experiment of the feature: `checkout-test`", () => effects.ShouldNotHaveViewed("checkout"));
        Thrown("`banner` is a feature and not an experiment; use ShouldNotHaveEvaluated", () => effects.ShouldNotHaveViewed("banner"));
        effects.ShouldHaveEvaluated("chekout", times: 0).ShouldHaveViewed("checkout-tesu", times: 0);

        static void Thrown(string expected, Action assertion) =>
            Assert.Equal(expected, Assert.Throws<ArgumentException>(assertion).Message.Split(" (Parameter ")[0]);
    }

    /// <summary>Of a deleted feature: the code must no longer read it.</summary>
    [Fact]
    public async Task That_another_unknown_key_did_not_occur_is_asserted()
    {
        var effects = new RecordedEffects();
        await using var client = await Of(Feature("checkout").Experiment("checkout-test", [1, 2])).ToClientAsync(effects);
        var user = client.User(new Attributes { ["id"] = "u" });
        effects.ShouldNotHaveEvaluated("profile").ShouldNotHaveViewed("inline");

        user.IsOn("profile");
        user.Run(new Experiment("inline", 0, 1));
        Assert.Throws<EffectAssertionException>(() => effects.ShouldNotHaveEvaluated("profile"));
        Assert.Throws<EffectAssertionException>(() => effects.ShouldNotHaveViewed("inline"));
    }

    [Fact]
    public void Only_the_first_experiments_of_a_feature_are_listed()
    {
        var rules = string.Join(",", Enumerable.Range(0, 12).Select(i => $$"""{"key":"test-{{i}}","variations":[0,1]}"""));
        var context = new Context(Payload.Parse($$$$"""{"features":{"many":{"rules":[{{{{rules}}}}]}}}""").Value, Attributes.Empty);
        var effects = new RecordedEffects();
        effects.Record(context, (true, Effects.None));
        Assert.Contains("`test-9` and 2 more", Assert.Throws<ArgumentException>(() => effects.ShouldNotHaveViewed("many")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_payload_any_key_can_be_meant() =>
        Connected().ShouldNotHaveEvaluated("any").ShouldNotHaveViewed("any").ShouldNotHaveViewed(new Experiment("any", 0, 1));

    /// <summary>A recording of a pipeline that nothing used yet.</summary>
    private static RecordedEffects Connected()
    {
        var effects = new RecordedEffects();
        _ = new EffectPipeline([EffectReceiver.Observer(effects)]);
        return effects;
    }

    private static RecordedEffects Recorded()
    {
        var effects = new RecordedEffects();
        effects.Record(Shop, Evaluator.IsOn(Shop, "plain"));
        effects.Record(Shop, Evaluator.IsOn(Shop, "plain"));
        effects.Record(Shop, Evaluator.EvalFeature(Shop, "layout"));
        effects.Record(Shop, (true, Effects.Of(new Effect.EventLogged("Purchase", Total(5)))));
        return effects;
    }

    /// <summary>30 usages of a feature, the effects of an experiment, 1,970 usages more, and an event.</summary>
    private static RecordedEffects Many()
    {
        var effects = new RecordedEffects();
        for (var i = 0; i < 2000; i++)
        {
            effects.Record(Shop, Evaluator.IsOn(Shop, "plain"));
            if (i == 29)
                effects.Record(Shop, Evaluator.EvalFeature(Shop, "layout"));
        }
        effects.Record(Shop, (true, Effects.Of(new Effect.EventLogged("Purchase", Total(5)))));
        return effects;
    }

    private static Value.Object Total(int total) => Value.Object.Empty.With("total", total);
}
