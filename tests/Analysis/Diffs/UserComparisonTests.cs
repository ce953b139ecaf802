namespace GrowthBook.Analysis.Tests;

/// <summary>A user counts as changed for a feature if, and only if, two evaluations have other values or other exposures.</summary>
public sealed class UserComparisonTests
{
    private const string Passing = """{"features":{"f":{"defaultValue":"d","rules":[{"id":"e","key":"x","variations":["a","b"],"meta":[{"key":"a","passthrough":true},{"key":"b","passthrough":true}]},{"force":"later"}]}}}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_user_whose_value_or_exposures_differ_is_changed_and_no_other(bool isSticky)
    {
        var seen = new HashSet<(bool HasOtherValue, bool HasOtherExposures)>();
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new RandomPairs(seed);
            var (old, @new) = random.Next();
            for (var i = 0; i < 30; i++)
            {
                var context = new Context(old.Compiled, random.User(i)) { StickyBuckets = isSticky ? StickyBuckets.Empty : null };
                foreach (var feature in RandomPairs.Features)
                {
                    var (before, effects) = Evaluator.EvalFeature(context, feature);
                    var (after, later) = Evaluator.EvalFeature((isSticky ? context.Apply(effects) : context) with { Payload = @new.Compiled }, feature);
                    var (hasOtherValue, hasOtherExposures) = (!before.Value.Equals(after.Value), !Exposures(effects).SequenceEqual(Exposures(later)));
                    var changes = new List<UserChange>();

                    var isChanged = UserComparison.Compare(context, @new.Compiled, feature, changes, isSticky);

                    changes.RemoveAll(change => change.Class is ChangeClass.Same || (isSticky && change.Class == ChangeClass.KeptBySticky));
                    Assert.True(changes.Count > 0 == (hasOtherValue || hasOtherExposures), $"seed {seed}, user {i}, {feature}: {string.Join(", ", changes)}");
                    Assert.Equal(isChanged, changes.Count > 0);
                    if (hasOtherExposures)
                        Assert.DoesNotContain(changes, change => change.Class == ChangeClass.ValueOnly);
                    else if (hasOtherValue)
                        Assert.Equal((ChangeClass.ValueOnly, (before.Value, after.Value)), (Assert.Single(changes).Class, changes[0].Values!.Value));
                    seen.Add((hasOtherValue, hasOtherExposures));
                }
            }
        }
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Another_value_of_a_variation_that_passes_no_longer_is_one_of_the_experiment()
    {
        var change = Assert.Single(Compare(Passing, Passing.Replace("true", "false", StringComparison.Ordinal)));

        Assert.Equal(("x", ChangeClass.ValueOnly, (Value)"later"), (change.Experiment, change.Class, change.Values!.Value.Before));
    }

    [Theory]
    [InlineData("\"later\"", "\"last\"", ChangeClass.ValueOnly)]
    [InlineData("[\"a\",\"b\"]", "[\"c\",\"d\"]", null)]
    public void Behind_variations_that_pass_the_later_rule_decides_the_value(string text, string replacement, ChangeClass? expected)
    {
        var changes = Compare(Passing, Passing.Replace(text, replacement, StringComparison.Ordinal));

        Assert.Equal(expected, changes.SingleOrDefault(change => change.Class != ChangeClass.Same) is { Class: not ChangeClass.Same } other ? other.Class : null);
    }

    /// <summary>GrowthBook's holdouts are prerequisites with an experiment, in which each user is.</summary>
    [Fact]
    public void Another_value_counts_for_users_of_the_experiment_of_a_prerequisite()
    {
        const string Held = """{"features":{"h":{"defaultValue":"none","rules":[{"key":"hold","variations":["in","out"]}]},"f":{"defaultValue":"d","rules":[{"parentConditions":[{"id":"h","condition":{"value":{"$ne":"none"}}}],"force":"A"}]}}}""";

        var changes = Compare(Held, Held.Replace("\"A\"", "\"B\"", StringComparison.Ordinal));

        Assert.Equal([("hold", ChangeClass.Same), (null, ChangeClass.ValueOnly)], changes.Select(change => (change.Experiment, change.Class)));
    }

    /// <summary>Millions of records have the same outcome: their comparison allocates what two evaluations do, and no more.</summary>
    [Theory]
    [InlineData("[\"a\",\"b\"]", "[\"c\",\"d\"]")]
    [InlineData("\"d\"", "\"e\"")]
    public void A_comparison_without_another_outcome_allocates_two_evaluations(string text, string replacement)
    {
        var (context, payload, changes) = (new Context(Payload.Parse(Passing).Value, new Attributes { ["id"] = "u1" }), Payload.Parse(Passing.Replace(text, replacement, StringComparison.Ordinal)).Value, new List<UserChange>());

        var bytes = AllocatedBytes.Of(() =>
        {
            changes.Clear();
            UserComparison.Compare(context, payload, "f", changes);
        });

        Assert.Equal(ChangeClass.Same, Assert.Single(changes).Class);
        Assert.Equal(AllocatedBytes.Of(() =>
        {
            Evaluator.EvalFeature(context, "f");
            Evaluator.EvalFeature(context with { Payload = payload }, "f");
        }), bytes);
    }

    private static List<UserChange> Compare(string old, string @new)
    {
        var changes = new List<UserChange>();
        UserComparison.Compare(new Context(Payload.Parse(old).Value, new Attributes { ["id"] = "u1" }), Payload.Parse(@new).Value, "f", changes);
        return changes;
    }

    private static IEnumerable<string> Exposures(Effects effects) =>
        effects.OfType<Effect.ExperimentViewed>().Select(viewed => $"{viewed.Experiment.Key}: {viewed.Result.Key}").Order(StringComparer.Ordinal);

    /// <summary>A rule that answers now is before one that requires a feature, whose experiments are no longer tracked; without the prerequisite they are left.</summary>
    [Theory]
    [InlineData("""{"force":"early"},REQUIRING""", ChangeClass.ExposureLost)]
    [InlineData("""{"id":"requiring","force":"v"}""", ChangeClass.Left)]
    [InlineData("""{"id":"requiring","parentConditions":[{"id":"none","condition":{"value":true}},{"id":"g","condition":{"value":{"$ne":"x"}}}],"force":"v"}""", ChangeClass.Left)]
    public void Exposures_of_a_feature_that_is_required_are_lost_to_an_earlier_rule(string rules, ChangeClass expected)
    {
        const string Requiring = """{"id":"requiring","parentConditions":[{"id":"g","condition":{"value":{"$ne":"x"}}}],"force":"v"}""";
        static Payload Of(string rules) => Payload.Parse("""{"features":{"p":{"rules":[{"key":"price","variations":["a","b"]}]},"g":{"rules":[{"parentConditions":[{"id":"p","condition":{"value":{"$exists":true}}}],"force":"on"}]},"f":{"defaultValue":"d","rules":[RULES]}}}""".Replace("RULES", rules, StringComparison.Ordinal)).Value;
        var (old, @new) = (Of(Requiring), Of(rules.Replace("REQUIRING", Requiring, StringComparison.Ordinal)));
        var user = new Attributes { ["id"] = "u" };
        var (lost, gained) = (new List<UserChange>(), new List<UserChange>());

        UserComparison.Compare(new Context(old, user), @new, "f", lost);
        UserComparison.Compare(new Context(@new, user), old, "f", gained);

        Assert.Equal(("price", expected), (lost[0].Experiment, lost[0].Class));
        Assert.Equal(("price", expected == ChangeClass.Left ? ChangeClass.Entered : ChangeClass.ExposureGained), (gained[0].Experiment, gained[0].Class));
    }

    /// <summary>Two features share the key of an experiment, and a third one requires both: each of 20 users is in two variations, and counts once per class.</summary>
    [Fact]
    public void A_user_counts_once_in_a_class_of_an_experiment_and_as_the_same_only_if_nothing_differs()
    {
        static Payload Of(string weights) => Payload.Parse("""
            {"features":{
              "a":{"rules":[{"key":"x","variations":[0,1],"weights":[1,0]}]},
              "b":{"rules":[{"key":"x","variations":[0,1],"weights":WEIGHTS}]},
              "f":{"defaultValue":0,"rules":[{"force":1,"parentConditions":[{"id":"a","condition":{"value":{"$exists":true}}},{"id":"b","condition":{"value":{"$exists":true}}}]}]}}}
            """.Replace("WEIGHTS", weights, StringComparison.Ordinal)).Value;
        static Value Counts(Payload old, Payload @new)
        {
            var (tally, changes) = (new UserTally(), new List<UserChange>());
            for (var i = 0; i < 20; i++)
            {
                changes.Clear();
                UserComparison.Compare(new Context(old, new Attributes { ["id"] = $"u{i}" }), @new, "f", changes);
                tally.Add(i + 1, i, changes);
            }
            return tally.ToValue()["features"]["f"]["x"]["counts"];
        }

        var (same, left) = (Counts(Of("[0,1]"), Of("[0,1]")), Counts(Of("[0,1]"), Of("[1,0]")));

        Assert.Equal(20, same["same"].AsInt32());
        Assert.Equal((0, 20), (left["same"].AsInt32(), left["left"].AsInt32()));
    }
}
