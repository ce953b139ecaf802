namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A call that evaluates several features, experiments or pages evaluates each prerequisite once, whatever needs it.</summary>
public class SharedPrerequisitesTests
{
    private static readonly Attributes User = new() { ["id"] = "1" };

    public static TheoryData<string> Orders => new(["needs later ones", "needs earlier ones", "needs all later ones of ten", "ring"]);

    [Theory]
    [MemberData(nameof(Orders))]
    public void All_features_of_a_chain_are_linear(string order)
    {
        Work.AssertLinear(200, size =>
        {
            var context = new Context(Chain(size, order), User);
            Assert.InRange(Evaluator.EvalAll(context).Effects.Count, size, (3 * size) + 1);
            return AllocatedBytes.OfOne(() => Evaluator.EvalAll(context).Result.ToPayload());
        });
    }

    [Theory]
    [InlineData("needs later ones", true)]
    [InlineData("needs earlier ones", true)]
    [InlineData("needs later ones", false)]
    [InlineData("needs earlier ones", false)]
    public void A_feature_of_a_chain_has_the_effects_of_those_that_it_needs(string order, bool isSticky)
    {
        var context = new Context(Chain(300, order), User) { StickyBuckets = isSticky ? StickyBuckets.Empty : null };
        var (all, _) = Evaluator.EvalAll(context);
        var (first, second) = (Evaluator.EvalFeature(context, "f0"), Evaluator.EvalFeature(context, "f299"));
        Assert.Equal(first.Result, all["f0"]);
        Assert.Equal(second.Result.Value, all["f299"].Value);
        if (isSticky)
            return;
        Assert.Equal(first.Effects, all.EffectsOf("f0"));
        Assert.Equal(second.Effects, all.EffectsOf("f299"));
        Assert.Equal(all.Effects.Count, all.EffectsOf(all.Keys).Count);
        Assert.Equal(first.Effects, all.EffectsOf(["f0", "f0", "unknown"]));
        Assert.Equal((2 * 300) + 2, first.Effects.Count + second.Effects.Count); // one of both needs all others; each has an exposure and a usage
    }

    /// <summary>A payload form that carried every exposure of every prerequisite would be a square.</summary>
    [Fact]
    public void The_payload_form_of_a_chain_has_a_bounded_number_of_exposures()
    {
        var (all, _) = Evaluator.EvalAll(new Context(Chain(1000, "needs later ones"), User));
        var form = (Value.Object)all.ToPayload()["features"];
        var exposures = form.Sum(feature => ((Value.Object)feature.Value)["rules"] is Value.Array rules ? ((Value.Array)((Value.Object)rules[0])["tracks"]).Count : 0);
        Assert.InRange(exposures, 1000, 11_000);
        Assert.Equal(1000, form.Count);
    }

    /// <summary>The identifier, which a visitor chooses, and the variations are in each exposure: ten or more copies of a long one for each feature.</summary>
    [Theory]
    [InlineData("identifier")]
    [InlineData("variation")]
    public void The_payload_form_of_features_that_need_one_experiment_costs_their_sum(string grown)
    {
        var lengths = new List<long>();
        foreach (var size in new[] { 100, 200, 400, 800 })
        {
            var text = new string('x', 1000 * size);
            var features = string.Join(",", Enumerable.Range(0, size).Select(i =>
                $$"""
                "f{{i}}":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"x","condition":{} }],"force":2}]}
                """));
            var variation = grown == "variation" ? "\"" + text + "\"" : "1";
            var payload = Parsed("{\"features\":{\"x\":{\"rules\":[{\"key\":\"e\",\"variations\":[" + variation + "," + variation + "]}]}," + features + "}}");
            var (all, _) = Evaluator.EvalAll(new Context(payload, User.With("id", grown == "identifier" ? text : "1")));
            var form = all.ToPayload();
            Assert.Contains("tracks", form.ToJson(), StringComparison.Ordinal);
            Assert.Equal(size + 1, ((Value.Object)form["features"]).Count);
            lengths.Add(form.ToJson().Length);
        }
        Assert.All(lengths, length => Assert.InRange(length, 100_000, 10_000_000));
    }

    /// <summary>Two experiments that do not know each other's variations replace the assignment that they share at each evaluation.</summary>
    [Fact]
    public void Experiments_that_replace_each_others_assignments_are_linear_too()
    {
        const string Quarrel = """
            {"key":"e","variations":[0,1],"meta":[{"key":"a"},{"key":"b"}],"passthrough":true},{"key":"e","variations":[0,1],"meta":[{"key":"c"},{"key":"d"}]}
            """;
        Work.AssertLinear(200, size =>
        {
            var features = Enumerable.Range(0, size).Select(i => i == size - 1
                ? $$"""
                    "f{{i}}":{"defaultValue":1,"rules":[{{Quarrel}}]}
                    """
                : $$"""
                    "f{{i}}":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"f{{i + 1}}","condition":{} }],"force":2}]}
                    """);
            var context = new Context(Parsed("{\"features\":{" + string.Join(",", features) + "}}"), User) { StickyBuckets = StickyBuckets.Empty };
            return AllocatedBytes.OfOne(() => Evaluator.EvalAll(context));
        });
    }

    [Fact]
    public void Experiments_that_run_together_evaluate_a_prerequisite_once()
    {
        var context = new Context(Chain(200, "needs later ones"), User);
        var experiments = Enumerable.Range(0, 500).Select(i => new Experiment("x" + i, 0, 1) { ParentConditions = [new ParentCondition("f0", Given.Condition("{}"))] });
        var (results, effects) = Evaluator.RunExperiments(context, experiments);
        Assert.All(results, result => Assert.True(result.InExperiment));
        Assert.InRange(effects.Count, 500 + 400, 500 + 1000);
    }

    /// <summary>An inline experiment finds its prerequisites by key.</summary>
    [Theory]
    [InlineData("nope", false)]
    [InlineData("f0", true)]
    public void Experiments_that_run_after_all_features_may_need_an_unknown_one(string needed, bool isInExperiment)
    {
        var experiment = new Experiment("x", 0, 1) { ParentConditions = [new ParentCondition(needed, Given.Condition("""{"value":1}"""))] };
        foreach (var each in new[] { new Context(Chain(3, "needs later ones"), User), new Context(Payload.Empty, User) })
        {
            var (_, results, _) = Evaluator.EvalAllAndRun(each with { ForcedFeatureValues = new Value.Object { ["f0"] = 1 } }, [experiment]);
            Assert.Equal(isInExperiment, results[0].InExperiment);
        }
    }

    /// <summary>The query string of the first page forces a variation of the feature that all experiments need; the second page has none.</summary>
    [Fact]
    public void Prerequisites_are_evaluated_for_each_page()
    {
        const string Old = "https://shop.example/old?e=1";
        var pages = string.Join(",", Enumerable.Range(0, 70).Select(i => Page("x" + i, "old*", "{\"css\":\"a{}\"}")).Append(Page("go", "old*", "{\"urlRedirect\":\"https://shop.example/new\"}")).Append(Page("new", "new*", "{\"css\":\"a{}\"}")));
        var context = new Context(Parsed("{\"features\":{\"f\":{\"rules\":[{\"key\":\"e\",\"weights\":[1,0],\"variations\":[0,1]}]}},\"experiments\":[" + pages + "]}"), User) { Url = Old };

        var (results, _) = Evaluator.EvalPages(context, 3);

        Assert.Equal(70, results[0].VisualChanges.Length);
        Assert.Equal(Evaluator.EvalPage(context with { Url = "https://shop.example/new" }).Result, results[1]);
        Assert.Empty(results[1].VisualChanges);

        static string Page(string key, string pattern, string change) => "{\"key\":\"" + key + "\",\"weights\":[0,1],\"variations\":[{}," + change + "],"
            + "\"urlPatterns\":[{\"type\":\"simple\",\"include\":true,\"pattern\":\"https://shop.example/" + pattern + "\"}],\"parentConditions\":[{\"id\":\"f\",\"condition\":{\"value\":1}}]}";
    }

    [Fact]
    public void Experiments_of_a_page_evaluate_a_prerequisite_once()
    {
        var experiments = string.Join(",", Enumerable.Range(0, 500).Select(i => "{\"key\":\"x" + i + "\",\"weights\":[0,1],\"variations\":[{},{\"css\":\"a{}\"}],"
            + "\"urlPatterns\":[{\"type\":\"simple\",\"include\":true,\"pattern\":\"*\"}],\"parentConditions\":[{\"id\":\"f0\",\"condition\":{}}]}"));
        var context = new Context(Parsed("{" + Features(200, "needs later ones") + ",\"experiments\":[" + experiments + "]}"), User) { Url = "https://shop.example/" };
        var (page, effects) = Evaluator.EvalPage(context);
        Assert.Equal(500, page.VisualChanges.Length);
        Assert.InRange(effects.Count, 500 + 400, 500 + 1000);
    }

    private static Payload Chain(int length, string order) => Parsed("{" + Features(length, order) + "}");

    private static Payload Parsed(string json)
    {
        var (payload, errors) = Payload.Parse(json);
        Assert.DoesNotContain(errors, error => error.Severity == ErrorSeverity.Fatal);
        return payload;
    }

    /// <summary>Features that need others, and have an experiment of their own.</summary>
    private static string Features(int length, string order)
    {
        return "\"features\":{" + string.Join(",", Enumerable.Range(0, length).Select(Feature)) + "}";

        string Feature(int i) => "\"f" + i + "\":{\"defaultValue\":1,\"rules\":[{\"parentConditions\":["
            + string.Join(",", Needed(i).Select(needed => "{\"id\":\"f" + needed + "\",\"condition\":{}}"))
            + "],\"key\":\"e" + i + "\",\"variations\":[0,1],\"meta\":[{\"key\":\"0\"},{\"key\":\"1\"}]}]}";

        IEnumerable<int> Needed(int i) => order switch
        {
            "needs later ones" => i + 1 < length ? [i + 1] : [],
            "needs earlier ones" => i > 0 ? [i - 1] : [],
            "ring" => [(i + 1) % length],
            _ => Enumerable.Range(i + 1, 9 - (i % 10)).Where(later => later < length),
        };
    }
}
