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
                    Assert.True(isSticky || isChanged == (changes.Count > 0));
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
}
