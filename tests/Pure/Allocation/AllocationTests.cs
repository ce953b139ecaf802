#if !PURE_NETSTANDARD
// Promises of the net10.0 build: on netstandard2.0 there are no `params` spans for the facts of a trace to pass, and
// UTF-8 text must be copied to arrays, so that build has other numbers.
namespace GrowthBook.Pure.Tests.Allocation;

/// <summary>An evaluation whose answer does not depend on a draw allocates nothing; an experiment, its result and two effects.</summary>
public class AllocationTests
{
    private static readonly Context User = Given.Context(
        """
        {"features":{
          "default":{"defaultValue":"blue"},
          "skipped":{"defaultValue":"blue","rules":[{"condition":{"country":"FR"},"force":"red"}]},
          "in":{"defaultValue":0,"rules":[{"condition":{"country":{"$in":["DE","AT","CH","FR","IT","ES"]}},"force":1}]},
          "few":{"defaultValue":0,"rules":[{"condition":{"country":{"$in":["DE","AT"]}},"force":1}]},
          "tags":{"defaultValue":0,"rules":[{"condition":{"tags":{"$in":["vip","beta"]}},"force":1}]},
          "nin":{"defaultValue":0,"rules":[{"condition":{"country":{"$nin":["XX"]}},"force":1}]},
          "eq":{"defaultValue":0,"rules":[{"condition":{"country":{"$eq":"DE"},"age":{"$ne":5}},"force":1}]},
          "bare":{"defaultValue":0,"rules":[{"condition":{"country":"DE","premium":true,"age":26},"force":1}]},
          "gt":{"defaultValue":0,"rules":[{"condition":{"age":{"$gt":18,"$lte":99}},"force":1}]},
          "path":{"defaultValue":0,"rules":[{"condition":{"device.os.name":{"$eq":"ios"}},"force":1}]},
          "logic":{"defaultValue":0,"rules":[{"condition":{"$or":[{"country":"FR"},{"$and":[{"age":26},{"$not":{"country":"AT"}}]}]},"force":1}]},
          "exists":{"defaultValue":0,"rules":[{"condition":{"nothing":{"$exists":false}},"force":1}]},
          "elem":{"defaultValue":0,"rules":[{"condition":{"tags":{"$elemMatch":{"$eq":"vip"}}},"force":1}]},
          "regex":{"defaultValue":0,"rules":[{"condition":{"email":{"$regex":"@example\\.com$"}},"force":1}]},
          "inGroup":{"defaultValue":0,"rules":[{"condition":{"id":{"$inGroup":"bare"}},"force":1}]},
          "savedList":{"defaultValue":0,"rules":[{"condition":{"$savedGroup":{"id":"list"}},"force":1}]},
          "savedCondition":{"defaultValue":0,"rules":[{"condition":{"$savedGroup":{"id":"condition"}},"force":1}]},
          "rollout":{"defaultValue":0,"rules":[{"coverage":1,"hashVersion":2,"seed":"s","force":1}]},
          "rolloutV1":{"defaultValue":0,"rules":[{"coverage":1,"force":1}]},
          "range":{"defaultValue":0,"rules":[{"range":[0,1],"force":1}]},
          "filtered":{"defaultValue":0,"rules":[{"filters":[{"seed":"f","ranges":[[0,1]]}],"force":1}]},
          "gates":{"defaultValue":0,"rules":[{"parentConditions":[
            {"id":"default","condition":{"value":"blue"},"gate":true},{"id":"in","condition":{"value":{"$gt":0}},"gate":true}]},{"force":1}]},
          "closed":{"defaultValue":0,"rules":[{"parentConditions":[{"id":"default","condition":{"value":"red"},"gate":true}]},{"force":1}]},
          "version":{"defaultValue":0,"rules":[{"condition":{"version":{"$vgte":"1.2.0"}},"force":1}]},
          "candidate":{"defaultValue":0,"rules":[{"condition":{"version":{"$vgt":"1.10.3-rc.1"}},"force":1}]},
          "experiment":{"defaultValue":0,"rules":[{"key":"e","variations":["a","b"],"hashVersion":2,"weights":[0.5,0.5],"meta":[{"key":"0"},{"key":"1"}]}]}},
         "savedGroups":{"bare":["1","2"],"list":{"type":"list","attributeKey":"id","values":["1"]},"condition":{"type":"condition","condition":{"country":"DE"}}}}
        """,
        """
        {"id":"1","country":"DE","age":26,"premium":true,"email":"ann@example.com","tags":["vip"],"version":"1.10.3","device":{"os":{"name":"ios"}}}
        """);

    [Theory]
    [InlineData("default", "blue")]
    [InlineData("skipped", "blue")]
    [InlineData("in", 1)]
    [InlineData("few", 1)]
    [InlineData("tags", 1)]
    [InlineData("nin", 1)]
    [InlineData("eq", 1)]
    [InlineData("bare", 1)]
    [InlineData("gt", 1)]
    [InlineData("path", 1)]
    [InlineData("logic", 1)]
    [InlineData("exists", 1)]
    [InlineData("elem", 1)]
    [InlineData("regex", 1)]
    [InlineData("version", 1)]
    [InlineData("candidate", 1)]
    [InlineData("inGroup", 1)]
    [InlineData("savedList", 1)]
    [InlineData("savedCondition", 1)]
    [InlineData("rollout", 1)]
    [InlineData("rolloutV1", 1)]
    [InlineData("range", 1)]
    [InlineData("filtered", 1)]
    [InlineData("gates", 1)]
    [InlineData("closed", null)]
    public void Nothing_is_allocated(string feature, object? expected)
    {
        var (result, effects) = Evaluator.EvalFeature(User, feature);
        Assert.Equal(expected switch { string text => text, int number => number, _ => (Value)Value.Null.Instance }, result.Value);
        Assert.NotEmpty(effects);
        Assert.Equal(0, BytesPerEvaluation(feature));
    }

    [Fact]
    public void An_unknown_feature_allocates_its_result_and_effect_only() => Assert.InRange(BytesPerEvaluation("unknown"), 0, 128);

    [Fact]
    public void An_experiment_allocates_at_most_256_bytes_with_its_exposure_and_usage()
    {
        Assert.Equal(2, Evaluator.EvalFeature(User, "experiment").Effects.Count);
        Assert.InRange(BytesPerEvaluation("experiment"), 1, 256);
    }

    [Fact]
    public void Walking_effects_and_testing_conditions_allocates_nothing()
    {
        var condition = Given.Condition("""{"country":{"$in":["DE","AT"]},"age":{"$gt":18}}""");
        var (_, effects) = Evaluator.EvalFeature(User, "gates");
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            foreach (var effect in effects)
                GC.KeepAlive(effect);
            Evaluator.EvalCondition(User, condition);
        }));
    }

    /// <summary>The features as the benchmarks' workload mixes them; a compiled payload holds half of it, and collecting leaves no garbage.</summary>
    [Fact]
    public void Loading_allocates_at_most_six_times_the_text()
    {
        var features = Enumerable.Range(0, 400).Select(i => (i % 4) switch
        {
            0 => $$"""
                "plain-{{i}}":{"defaultValue":true}
                """,
            1 => $$$"""
                "force-{{{i}}}":{"defaultValue":false,"rules":[{"id":"fr_{{{i}}}","condition":{"country":{"$in":["DE","FR"]},"plan":{"$eq":"pro"}},"force":true}]}
                """,
            2 => $$$"""
                "rollout-{{{i}}}":{"defaultValue":false,"rules":[{"id":"fr_{{{i}}}","force":true,"coverage":0.95,"hashAttribute":"id","hashVersion":2,"seed":"seed-of-the-feature-{{{i}}}"}]}
                """,
            _ => $$$"""
                "experiment-{{{i}}}":{"defaultValue":"off","rules":[{"id":"fr_{{{i}}}","key":"exp-{{{i}}}","seed":"seed-of-the-feature-{{{i}}}","hashAttribute":"id","hashVersion":2,"coverage":1,"variations":["control","red"],"weights":[0.5,0.5],"meta":[{"key":"0","name":"Control"},{"key":"1","name":"Variation 1"}],"phase":"0","name":"Experiment {{{i}}}"}]}
                """,
        });
        var json = System.Text.Encoding.UTF8.GetBytes("{\"features\":{" + string.Join(",", features) + "}}");
        Assert.Equal(400, Payload.Parse(json).Value.FeatureKeys.Count);
        Assert.InRange(AllocatedBytes.Of(() => Payload.Parse(json), 20), json.Length, 6 * json.Length);
    }

    private static long BytesPerEvaluation(string feature) => AllocatedBytes.Of(() => Evaluator.EvalFeature(User, feature));
}
#endif
