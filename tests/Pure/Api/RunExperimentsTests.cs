namespace GrowthBook.Pure.Tests.Api;

/// <summary>Several experiments of one user in one call.</summary>
public class RunExperimentsTests
{
    private static readonly Context User = Given.Context("""{"features":{"parent":{"defaultValue":true}}}""", """{"id":"1","plan":"pro"}""") with
    {
        StickyBuckets = StickyBuckets.Empty,
    };

    private static readonly Experiment First = new("e", "old", "new") { Weights = [0, 1], Meta = [new VariationMeta { Key = "0" }, new VariationMeta { Key = "1" }] };

    [Fact]
    public void Results_and_effects_are_those_of_the_experiments_in_turn()
    {
        Experiment[] experiments =
        [
            First,
            First with { Weights = [1, 0] },
            new Experiment("other", 0, 1) { Condition = Given.Condition("""{"plan":"free"}""") },
            new Experiment("child", 0, 1) { ParentConditions = [new ParentCondition("parent", Given.Condition("""{"value":true}"""))] },
            First,
        ];
        var (results, effects) = Evaluator.RunExperiments(User, experiments);
        var (expected, context) = (Effects.None, User);
        for (var i = 0; i < experiments.Length; i++)
        {
            var (result, own) = Evaluator.RunExperiment(context, experiments[i]);
            Assert.Equal(result, results[i]);
            expected += own;
            context = context.Apply(own);
        }
        Assert.Equal(experiments.Length, results.Length);
        Assert.Equal(expected, effects);
        Assert.False(effects.HasReachedStepLimit);
    }

    [Fact]
    public void An_experiment_sees_the_assignments_of_those_before_it()
    {
        var (results, effects) = Evaluator.RunExperiments(User, [First, First with { Weights = [1, 0] }]);
        Assert.All(results, result => Assert.Equal(1, result.VariationId));
        Assert.Single(effects, effect => effect is Effect.StickyBucketAssigned);
    }

    [Fact]
    public void No_experiments_have_no_results()
    {
        var (results, effects) = Evaluator.RunExperiments(User, []);
        Assert.Empty(results);
        Assert.Equal(Effects.None, effects);
    }

    [Fact]
    public void An_experiment_that_is_null_is_refused_by_its_index()
    {
        var error = Assert.Throws<ArgumentException>("experiments", () => Evaluator.RunExperiments(User, [First, null!]));
        Assert.StartsWith("the experiment at index 1 is null; leave it out", error.Message, StringComparison.Ordinal);
    }
}
