using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A URL is parsed once for an evaluation, its query is read once, and URL patterns take steps.</summary>
public class UrlCostTests
{
    [Fact]
    public void The_url_is_parsed_once_for_all_experiments_of_a_page()
    {
        var url = "https://" + string.Concat(Enumerable.Range(0, 900).Select(i => (char)(0x4E00 + i))) + ".example/path?" + new string('q', 1000);
        Work.AssertLinear(25, count =>
        {
            var experiments = string.Join(",", Enumerable.Range(0, count).Select(i =>
                $$$"""{"key":"e{{{i}}}","variations":[{},{"css":"a"}],"urlPatterns":[{"type":"simple","pattern":"/other{{{i}}}?a=b&c=d"}]}"""));
            var context = new Context(Given.Payload($$$"""{"experiments":[{{{experiments}}}]}"""), new Attributes { ["id"] = "1" }) { Url = url };
            return AllocatedBytes.OfOne(() => Evaluator.EvalPage(context));
        }, 2.05);
        var one = PageBytes(url, 1);
        Assert.InRange(PageBytes(url, 200) - one, 0, one); // a parsed URL costs far more than all experiments
    }

    [Theory]
    [InlineData("?e=1", 1)]
    [InlineData("?x=&e=1=2&e=0", 1)]
    [InlineData("?e=0x1 apples", 1)]
    [InlineData("?e=7", null)]
    [InlineData("?e", null)]
    [InlineData("?f=1", null)]
    [InlineData("", null)]
    public void The_query_of_a_long_url_forces_the_variations_of_a_short_one(string query, int? expected)
    {
        var shortUrl = "https://h/" + query;
        var longUrl = "https://h/" + new string('p', 1000) + query;
        Assert.Equal(expected, QueryString.Override("e", shortUrl, 2));
        Assert.Equal(expected, new QueryOverrides(longUrl).Find("e", 2));
        foreach (var url in new[] { shortUrl, longUrl })
        {
            var context = new Context { Attributes = new Attributes { ["id"] = "1" }, Url = url };
            var (result, effects) = Evaluator.RunExperiment(context, new Experiment("e", "a", "b") { Coverage = 0 });
            Assert.Equal((expected is not null, 0), (result.InExperiment, effects.Count));
        }
    }

    [Fact]
    public void Query_keys_of_a_long_list_have_their_first_value()
    {
        var url = "https://h/?" + string.Join("&", Enumerable.Range(0, 20).Select(i => $"k{i % 10}={i}"));
        bool Targets(string pattern)
        {
            var scope = new ConditionScope(SavedGroups.Empty, null);
            return UrlTargeting.IsTargeted(new PageUrl(url), [new CompiledUrlTarget(true, UrlTargetType.Simple, pattern)], ref scope);
        }
        Assert.True(Targets("/?k3=3&k9=9"));
        Assert.False(Targets("/?k3=13"));
        Assert.True(Targets("/?none="));
    }

    [Fact]
    public void Redirect_targets_of_a_payload_share_their_steps()
    {
        var target = "https://h/" + new string('a', 2000) + "!";
        var variations = string.Join(",", Enumerable.Repeat($$"""{"urlRedirect":"{{target}}"}""", 200));
        var payload = Given.Payload($$$"""
            {"experiments":[{"key":"e","variations":[{},{{{variations}}}],"urlPatterns":[{"type":"regex","pattern":"(a|aa)+$"},{"type":"regex","pattern":"^https"}]}]}
            """);
        var targets = payload.Pages.All[0].Targets;
        Assert.True(targets[1]!.Value.RunsExperiment);
        Assert.False(targets[200]!.Value.RunsExperiment); // without steps left no pattern matches
    }

    private static long PageBytes(string url, int experiments)
    {
        var json = string.Join(",", Enumerable.Range(0, experiments).Select(i =>
            $$$"""{"key":"e{{{i}}}","variations":[{},{"css":"a"}],"urlPatterns":[{"type":"simple","pattern":"/other{{{i}}}"}]}"""));
        var context = new Context(Given.Payload($$$"""{"experiments":[{{{json}}}]}"""), new Attributes { ["id"] = "1" }) { Url = url };
        return AllocatedBytes.OfOne(() => Evaluator.EvalPage(context));
    }
}
