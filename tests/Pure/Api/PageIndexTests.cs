using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook.Pure.Tests.Api;

/// <summary>A page evaluates the experiments whose URL patterns can match, with the answers of all experiments in order.</summary>
public class PageIndexTests
{
    private static readonly string[] Hosts = ["", "https://a.example", "https://b.example:8080", "//A.example", "https://*.example", "a.example", "file://"];

    private static readonly string[] Paths = ["", "/", "/p", "/p/", "/P/q", "/p/q/", "//p", "/p*", "/*/q", "/p/*", "*", "/p?x=1", "/p#h", "/ü", "/a b", "data:,x", "http://["];

    private static readonly string[] Regexes = ["^https://a", "/p$", "[", ".*"];

    private static readonly string[] Pages =
    [
        "", "/", "/p", "/p/q", "https://a.example", "https://a.example/p", "https://A.EXAMPLE/P/", "https://b.example:8080/p/q/", "https://a.example//p",
        "https://a.example/p?x=1#h", "https://a.example/%C3%BC", "https://a.example/ü", "file:///p", "data:,x", "http://[", "https://c.example/a%20b", "https:p",
    ];

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 100));

    [Fact]
    public void Ten_thousand_experiments_of_other_pages_are_not_tried()
    {
        var experiments = Enumerable.Range(0, 10_000).Select(i => Redirecting(i, $"https://shop.example/page-{i}")).ToList();
        experiments.Insert(5_000, Redirecting(10_000, "https://shop.example/page-77/*"));
        experiments.Insert(7_000, Redirecting(10_001, "https://other.example/*"));
        experiments.Insert(9_000, """{"key":"visual","variations":[{"css":"a"},{"css":"b"}]}""");
        var payload = Given.Payload($$"""{"features":{},"experiments":[{{string.Join(",", experiments)}}]}""");

        Assert.Equal(["e77", "visual"], Tried(payload, "https://shop.example/page-77"));
        Assert.Equal(["e77", "e10000", "visual"], Tried(payload, "https://SHOP.example/page-77/?utm=1"));
        Assert.Equal(["e10000", "visual"], Tried(payload, "https://shop.example/page-77/reviews"));
        Assert.Equal(["e10001", "visual"], Tried(payload, "https://other.example/page-77"));
        Assert.Equal(["visual"], Tried(payload, "not a page"));
        var (page, effects) = Evaluator.EvalPage(new Context(payload, Given.Attributes("""{"id":"1"}""")) { Url = "https://shop.example/page-77" });
        Assert.Equal("https://shop.example/new", page.Redirect!.Url);
        Assert.Equal(["e77"], effects.Select(effect => ((Effect.ExperimentViewed)effect).Experiment.Key));
    }

    /// <summary>Two hosts that differ, and a pattern per path: none that cannot match is tried.</summary>
    [Fact]
    public void Hosts_and_paths_both_narrow_the_search()
    {
        var experiments = Enumerable.Range(0, 100).SelectMany(i => new[]
        {
            Redirecting(2 * i, $"https://host-{i}.example/"), Redirecting((2 * i) + 1, $"/section-{i}/*"),
        });
        var payload = Given.Payload($$"""{"features":{},"experiments":[{{string.Join(",", experiments)}}]}""");
        Assert.Equal(["e14"], Tried(payload, "https://host-7.example/"));
        Assert.Equal(["e15"], Tried(payload, "https://host-7.example/section-7/x"));
        Assert.Empty(Tried(payload, "https://host-7.example/elsewhere"));
    }

    /// <summary>Each experiment that a page's URL targets is tried, in order, and the answers are those of all in order.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_index_changes_no_answer(int seed)
    {
        var random = new Random(seed);
        var experiments = Enumerable.Range(0, 40).Select(i => RandomExperiment(random, i)).ToArray();
        var payload = Payload.Parse($$"""{"features":{},"experiments":[{{string.Join(",", experiments)}}]}""").Value;
        foreach (var url in Pages)
        {
            var targeted = payload.Pages.All.Where(page => page.IsRunnable && (page.Experiment.UrlTargets is not { } targets || IsTargeted(url, targets)));
            Assert.Subset(payload.Pages.At(new PageUrl(url)).ToHashSet(), targeted.ToHashSet());
            Assert.Equal(payload.Pages.At(new PageUrl(url)), payload.Pages.All.Where(payload.Pages.At(new PageUrl(url)).Contains));

            var context = new Context(payload, Given.Attributes("""{"id":"1"}""")) { Url = url, StickyBuckets = StickyBuckets.Empty };
            var (page, effects) = Evaluator.EvalPage(context);
            var (expected, expectedEffects) = InOrder(context);
            Assert.Equal((expected, expectedEffects), (page, effects));
        }
    }

    /// <summary>The same without an index: payloads of eight experiments, the most that have none, one after the other.</summary>
    private static (PageExperiments Result, Effects Effects) InOrder(Context context)
    {
        var (changes, all) = (ImmutableArray<VisualChange>.Empty, Effects.None);
        foreach (var part in context.Payload.Experiments.Chunk(8))
        {
            var payload = Payload.Parse($$"""{"features":{},"experiments":[{{string.Join(",", part.Select(experiment => experiment.ToString()))}}]}""").Value;
            Assert.Equal(payload.Pages.All, payload.Pages.At(new PageUrl(context.Url)));
            var (page, effects) = Evaluator.EvalPage(context with { Payload = payload });
            (changes, all, context) = (changes.AddRange(page.VisualChanges), all + effects, context.Apply(effects));
            if (page.Redirect is not null || Ended(page, effects))
                return (new PageExperiments(page.Redirect, changes), all);
        }
        return (new PageExperiments(null, changes), all);
    }

    /// <summary>Whether a redirect experiment gave the user its control, or a redirect to its own page: then no experiment runs after it.</summary>
    private static bool Ended(PageExperiments page, Effects effects) =>
        effects.OfType<Effect.ExperimentViewed>().Count() > page.VisualChanges.Length;

    private static bool IsTargeted(string url, CompiledUrlTarget[] targets)
    {
        var scope = new ConditionScope(SavedGroups.Empty, null);
        return UrlTargeting.IsTargeted(new PageUrl(url), targets, ref scope);
    }

    private static string[] Tried(Payload payload, string url) => [.. payload.Pages.At(new PageUrl(url)).Select(page => page.Experiment.Source.Key)];

    private static string Redirecting(int number, string pattern) => $$$"""
        {"key":"e{{{number}}}","variations":[{},{"urlRedirect":"https://shop.example/new"}],"weights":[0,1],"urlPatterns":[{"type":"simple","pattern":"{{{pattern}}}","include":true}]}
        """;

    private static string RandomExperiment(Random random, int number)
    {
        var change = random.Next(8) == 0 ? "\"urlRedirect\":\"https://a.example/new\"" : "\"css\":\"a\"";
        var patterns = Enumerable.Range(0, random.Next(4)).Select(_ => RandomPattern(random));
        var urlPatterns = random.Next(6) == 0 ? "" : $",\"urlPatterns\":[{string.Join(",", patterns)}]";
        return $$"""{"key":"e{{number}}","variations":[{},{{{change}}}],"weights":[{{(random.Next(3) == 0 ? "1,0" : "0,1")}}],"meta":[{"key":"0"},{"key":"1"}]{{urlPatterns}}{{(random.Next(10) == 0 ? ",\"manual\":true" : "")}}}""";
    }

    private static string RandomPattern(Random random)
    {
        var (type, pattern) = random.Next(8) switch
        {
            0 => ("regex", Pick(random, Regexes)),
            1 => ("glob", "x"),
            _ => ("simple", Pick(random, Hosts) + Pick(random, Paths)),
        };
        var include = random.Next(4) switch { 0 => ",\"include\":false", 1 => "", _ => ",\"include\":true" };
        return $$"""{"type":"{{type}}","pattern":"{{pattern}}"{{include}}}""";
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];
}
