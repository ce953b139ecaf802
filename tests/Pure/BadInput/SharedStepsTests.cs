using System.Collections.Immutable;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A call that evaluates several features, experiments or pages has the steps of one evaluation.</summary>
public class SharedStepsTests
{
    /// <summary>A step for each character that the expression takes. One test may take half of the steps left: eight are possible, and 20 are not.</summary>
    private const string Condition = """{"text":{"$regex":"^a*$"}}""";
    private const int Count = 20;
    private const int MostMatches = 8;

    private static readonly Attributes User = new() { ["id"] = "1", ["text"] = new string('a', 1_000_000) };

    [Fact]
    public void All_features_share_their_steps()
    {
        var features = string.Join(",", Enumerable.Range(0, Count).Select(i => "\"f" + i + "\":{\"rules\":[{\"force\":true,\"condition\":" + Condition + "}]}"));
        var context = Given.Features("{" + features + "}") with { Attributes = User };
        Assert.All(context.Payload.FeatureKeys, key => Assert.True(Evaluator.IsOn(context, key).IsOn));

        foreach (var each in new[] { context, context with { ForcedFeatureValues = new Value.Object { ["other"] = 1 } } })
        {
            var (all, effects) = Evaluator.EvalAll(each);
            Assert.InRange(all.Values.Count(result => result.On), 2, MostMatches);
            Assert.True(effects.HasReachedStepLimit);
            Assert.All(all.Keys, key => Assert.Equal(all[key].Off, all.EffectsOf(key).HasReachedStepLimit));
        }
    }

    /// <summary>The first feature keeps the result of the group, which is wrong for want of steps.</summary>
    [Fact]
    public void The_result_of_a_group_that_was_tested_without_enough_steps_has_a_sign_of_it()
    {
        var untested = string.Join(",", Enumerable.Range(0, 100).Select(i => $$"""{"id":"x{{i}}"}"""));
        var rule = """{"force":true,"condition":{"$savedGroup":{"id":"g"}}}""";
        var (payload, errors) = Payload.Parse("{\"savedGroups\":{\"g\":{\"type\":\"condition\",\"condition\":{\"$or\":[" + untested + ",{\"b\":{\"$regex\":\"^(a|aa)+$\"}}]}}},"
            + "\"features\":{\"first\":{\"rules\":[" + rule + "]},\"second\":{\"rules\":[" + rule + "]}}}");
        Assert.Empty(errors);
        var (all, _) = Evaluator.EvalAll(new Context(payload, new Attributes { ["id"] = "1", ["b"] = new string('a', 60) + "!" }));
        Assert.All(["first", "second"], key => Assert.True(all.EffectsOf(key).HasReachedStepLimit));
    }

    [Fact]
    public void Experiments_that_run_together_share_their_steps()
    {
        var experiments = Enumerable.Range(0, Count).Select(i => new Experiment("e" + i, 0, 1) { Condition = Given.Condition(Condition) }).ToImmutableArray();
        var context = new Context(Payload.Empty, User);
        Assert.All(experiments, experiment => Assert.True(Evaluator.RunExperiment(context, experiment).Result.InExperiment));

        var (results, effects) = Evaluator.RunExperiments(context, experiments);
        Assert.Equal(Count, results.Length);
        Assert.InRange(results.Count(result => result.InExperiment), 2, MostMatches);
        Assert.True(effects.HasReachedStepLimit);
    }

    [Fact]
    public void Features_and_experiments_that_run_together_share_their_steps()
    {
        var features = string.Join(",", Enumerable.Range(0, Count).Select(i => "\"f" + i + "\":{\"rules\":[{\"force\":true,\"condition\":" + Condition + "}]}"));
        var experiments = Enumerable.Range(0, Count).Select(i => new Experiment("e" + i, 0, 1) { Condition = Given.Condition(Condition) }).ToImmutableArray();
        var context = Given.Features("{" + features + "}") with { Attributes = User };

        var (all, results, effects) = Evaluator.EvalAllAndRun(context, experiments);
        Assert.InRange(all.Values.Count(result => result.On) + results.Count(result => result.InExperiment), 2, MostMatches);
        Assert.Equal((Count, Count), (all.Count, results.Length));
        Assert.True(effects.HasReachedStepLimit);
    }

    [Fact]
    public void Pages_that_redirect_to_each_other_share_their_steps()
    {
        var experiments = string.Join(",", Enumerable.Range(0, Count).Select(i =>
            "{\"key\":\"e" + i + "\",\"weights\":[0,1],\"variations\":[{},{\"urlRedirect\":\"https://shop.example/p" + (i + 1) + "\"}],"
            + "\"urlPatterns\":[{\"type\":\"simple\",\"include\":true,\"pattern\":\"https://shop.example/p" + i + "\"}],\"condition\":" + Condition + "}"));
        var context = new Context(Payload.Parse("{\"experiments\":[" + experiments + "]}").Value, User);
        Assert.All(Enumerable.Range(0, Count), i => Assert.NotNull(Evaluator.EvalPage(At(i)).Result.Redirect));

        var (pages, effects) = Evaluator.EvalPages(At(0), int.MaxValue);
        Assert.InRange(pages.Length, 3, MostMatches + 1);
        Assert.Null(pages[^1].Redirect);
        Assert.True(effects.HasReachedStepLimit);

        Context At(int page) => context with { Url = "https://shop.example/p" + page };
    }
}
