using GrowthBook.Pure.Tests.NodeAnswers;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>The payload's own experiments for a page come back as data: where to go, what to change, what to track.</summary>
public class EvalPageTests
{
    private static readonly Attributes User = Given.Attributes("""{"id":"1"}""");

    [Fact]
    public void A_redirect_names_its_target_experiment_and_exposure()
    {
        var (page, effects) = Evaluator.EvalPage(Page(Redirecting("r", "https://b.example/new")));
        Assert.Equal(("https://b.example/new", "r", 1), (page.Redirect!.Url, page.Redirect.Experiment.Key, page.Redirect.Result.VariationId));
        Assert.IsType<Effect.ExperimentViewed>(Assert.Single(effects));
        Assert.Empty(page.VisualChanges);
    }

    [Theory]
    [InlineData("https://a.example/?x=1&y=2", "https://b.example/?y=3", "https://b.example/?y=3&x=1")]
    [InlineData("https://a.example/?x=1", "https://b.example/", "https://b.example/?x=1")]
    [InlineData("https://a.example/", "https://b.example/?y=3", "https://b.example/?y=3")]
    public void The_query_string_is_kept_where_the_experiment_says_so(string from, string target, string expected)
    {
        Assert.Equal(expected, Evaluator.EvalPage(Page(Redirecting("r", target, ",\"persistQueryString\":true"), from)).Result.Redirect!.Url);
        Assert.Equal(target, Evaluator.EvalPage(Page(Redirecting("r", target), from)).Result.Redirect!.Url);
    }

    [Fact]
    public void Visual_changes_before_a_redirect_are_data_and_later_experiments_do_not_run()
    {
        const string visual = """{"key":"KEY","variations":[{},{"css":"a{}","domMutations":[{"selector":"h1"}]}],"weights":[0,1]}""";
        var context = Page(
            visual.Replace("KEY", "v1", StringComparison.Ordinal) + "," + visual.Replace("KEY", "v2", StringComparison.Ordinal) + ","
            + Redirecting("r", "https://b.example/") + "," + visual.Replace("KEY", "v3", StringComparison.Ordinal));
        var (page, effects) = Evaluator.EvalPage(context);
        Assert.Equal(["v1", "v2"], page.VisualChanges.Select(change => change.Experiment.Key));
        Assert.Equal("""{"css":"a{}","domMutations":[{"selector":"h1"}]}""", page.VisualChanges[0].Result.Value.ToJson());
        Assert.Equal("https://b.example/", page.Redirect!.Url);
        Assert.Equal(["v1", "v2", "r"], effects.Select(effect => ((Effect.ExperimentViewed)effect).Experiment.Key));
        Assert.Equal(page, Evaluator.EvalPage(context).Result);
        Assert.Equal(page.GetHashCode(), Evaluator.EvalPage(context).Result.GetHashCode());
        Assert.NotEqual(page, page with { Redirect = null });
        Assert.NotEqual(page, page with { VisualChanges = [] });
        Assert.False(page.Equals(null));
    }

    [Theory]
    [InlineData("""{"key":"m","variations":[{},{"urlRedirect":"https://b.example/"}],"weights":[0,1],"urlPatterns":[{"type":"simple","pattern":"/*","include":true}],"manual":true}""")]
    [InlineData("""{"key":"control","variations":[{},{"urlRedirect":"https://b.example/"}],"weights":[1,0],"urlPatterns":[{"type":"simple","pattern":"/*","include":true}]}""")]
    [InlineData("""{"key":"itself","variations":[{},{"urlRedirect":"https://a.example/b"}],"weights":[0,1],"urlPatterns":[{"type":"simple","pattern":"https://a.example/*","include":true}]}""")]
    [InlineData("""{"key":"elsewhere","variations":[{},{"urlRedirect":"https://b.example/"}],"weights":[0,1],"urlPatterns":[{"type":"simple","pattern":"https://c.example/*","include":true}]}""")]
    [InlineData("""{"key":"nobody","variations":[{},{"urlRedirect":"https://b.example/"}],"weights":[0,1],"coverage":0,"urlPatterns":[{"type":"simple","pattern":"/*","include":true}]}""")]
    [InlineData("""{"key":"text","variations":["a","b"],"weights":[0,1]}""")]
    [InlineData("""{"key":"nothing","variations":[{},{}],"weights":[0,1]}""")]
    public void Experiments_that_do_not_redirect(string experiment)
    {
        var (page, _) = Evaluator.EvalPage(Page(experiment));
        Assert.Null(page.Redirect);
        Assert.Empty(page.VisualChanges);
    }

    [Fact]
    public void A_sticky_assignment_of_one_experiment_is_seen_by_the_next()
    {
        var context = Page(Redirecting("r", "https://a.example/other") + "," + Redirecting("r", "https://b.example/")) with { StickyBuckets = StickyBuckets.Empty };
        var effects = Evaluator.EvalPage(context).Effects;
        Assert.Single(effects, effect => effect is Effect.StickyBucketAssigned);
    }

    [Fact]
    public void The_pages_of_a_chain_are_those_of_the_evaluations_in_turn()
    {
        var chain = string.Join(",", Enumerable.Range(0, 3).Select(i =>
            Redirecting("r" + i, $"https://a.example/{i + 1}").Replace("https://a.example/*", $"https://a.example/{i}", StringComparison.Ordinal)));
        var context = Page(chain, "https://a.example/0") with { StickyBuckets = StickyBuckets.Empty };
        var (pages, effects) = Evaluator.EvalPages(context, 10);
        Assert.Equal(4, pages.Length);
        Assert.Equal(pages.Take(2), Evaluator.EvalPages(context, 2).Pages);
        var expected = Effects.None;
        foreach (var page in pages)
        {
            var (result, own) = Evaluator.EvalPage(context);
            Assert.Equal(result, page);
            expected += own;
            context = context.Apply(own) with { Url = result.Redirect?.Url ?? "" };
        }
        Assert.Equal(expected, effects);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_number_of_pages_below_one_is_taken(int maxPages) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(maxPages), () => Evaluator.EvalPages(Page(""), maxPages));

    /// <summary>The experiments, the switches of the context, the URL, and the exposures, changes and redirect of the reference SDK.</summary>
    [Theory]
    [NodeAnswers("pages", "disabled")]
    public void A_disabled_experiment_neither_runs_nor_is_exposed(string json)
    {
        var row = new Row(json);
        var payload = Given.Payload("{\"features\":{},\"experiments\":" + WithLastVariation((Value.Array)row.Member(0)) + "}");
        var (context, faults) = Context.Parse(row.Member(1).ToJson(), payload);
        Assert.Empty(faults);
        var (page, effects) = Evaluator.EvalPage(context with { Attributes = User, Url = row.Text(2) });
        var answer = new Value.Array(
        [
            new Value.Array(effects.Select(effect => (Value)((Effect.ExperimentViewed)effect).Experiment.Key)),
            new Value.Array(page.VisualChanges.Select(change => (Value)change.Result.Value.ToJson())),
            page.Redirect is { } redirect ? redirect.Url : Value.Null.Instance,
        ]);
        Assert.Equal(row.Answer, answer);
    }

    [Fact]
    public void Features_and_experiments_in_code_do_not_depend_on_the_switches_of_page_experiments()
    {
        var (plain, disabled) = (Page(""), Page("") with { DisableVisualExperiments = true, DisableUrlRedirectExperiments = true, BlockedChangeIds = ["c"] });
        var experiment = new Experiment("e", Given.Object("{}"), Given.Object("""{"css":"a{}"}""")) { ChangeId = "c" };
        var (result, effects) = Evaluator.RunExperiment(disabled, experiment);
        Assert.Equal(Evaluator.RunExperiment(plain, experiment).Result, result);
        Assert.Single(effects);
    }

    private static string WithLastVariation(Value.Array experiments) => new Value.Array(experiments.Select(experiment =>
    {
        var members = (Value.Object)experiment;
        var count = ((Value.Array)members["variations"]).Count;
        return (Value)members.With("weights", new Value.Array(Enumerable.Range(1, count).Select(i => (Value)(i == count ? 1 : 0))));
    })).ToString();

    private static string Redirecting(string key, string target, string more = "") => $$$"""
        {"key":"{{{key}}}","variations":[{},{"urlRedirect":"{{{target}}}"}],"weights":[0,1],"meta":[{"key":"0"},{"key":"1"}],
         "urlPatterns":[{"type":"simple","pattern":"https://a.example/*","include":true}]{{{more}}}}
        """;

    private static Context Page(string experiments, string url = "https://a.example/") =>
        new(Given.Payload("{\"features\":{},\"experiments\":[" + experiments + "]}"), User) { Url = url };
}
