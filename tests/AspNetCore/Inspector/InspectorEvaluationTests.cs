using System.Collections.Immutable;
using GrowthBook.Client;
using GrowthBook.Testing;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Inspector;

public sealed class InspectorEvaluationTests
{
    private const string Ada = "a3f0e1f2-0000-4000-8000-000000000001";

    [Fact]
    public async Task Every_feature_has_the_visitors_value_rule_and_variation()
    {
        await using var site = await InspectedSite.StartAsync(options: options => options.Attributes.AddHeader("plan", "plan"));
        using var browser = site.Browser();
        browser.DefaultRequestHeaders.Add("plan", "pro");
        var price = await browser.GetStringAsync("/value/price");

        var answer = await browser.AskAsync("evaluate");

        Assert.Equal(["banner", "plain", "price"], answer.GetProperty("features").EnumerateArray().Select(each => each.Text("key")));
        Assert.Equal(("true", "Force", "True"), (answer.Row("banner").Text("value"), answer.Row("banner").Text("source"), answer.Row("banner").Text("on")));
        Assert.Equal(("\"text\"", "DefaultValue"), (answer.Row("plain").Text("value"), answer.Row("plain").Text("source")));
        Assert.Equal((price, "Experiment", "price-test"), (answer.Row("price").Text("value"), answer.Row("price").Text("source"), answer.Row("price").Text("experiment")));
        Assert.Equal("pro", answer.GetProperty("attributes").Text("plan"));
    }

    [Fact]
    public async Task Changed_attributes_give_other_values_and_report_nothing()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();

        var answer = await browser.AskAsync("evaluate", """{"attributes":{"plan":"pro"}}""");
        await browser.AskAsync("explain", """{"key":"price","attributes":{"plan":"pro"}}""");

        Assert.Equal(("true", "false"), (answer.Row("banner").Text("value"), answer.Row("banner").Text("before")));
        Assert.Null(answer.Row("plain").Text("before"));
        Assert.Null(answer.GetProperty("attributes").Text("plan"));
        Assert.Equal("false", await browser.GetStringAsync("/value/banner"));
        Assert.Equal(["banner"], site.Effects.Evaluations.Select(each => each.FeatureKey).Distinct());
        Assert.Empty(site.Effects.Exposures);
    }

    [Fact]
    public async Task Another_id_gives_the_variation_of_that_user()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        var expected = Evaluator.EvalFeature(new Context(InspectedSite.Features.ToPayload(), new Attributes { ["id"] = Ada }), "price").Result.Value;

        var answer = await browser.AskAsync("evaluate", $$$"""{"attributes":{"id":"{{{Ada}}}"}}""");

        Assert.Equal(expected.ToJson(), answer.Row("price").Text("value"));
    }

    [Theory]
    [InlineData("0", "10")]
    [InlineData("1", "20")]
    public async Task Another_id_has_the_assignments_that_the_store_keeps_for_it(string variation, string value)
    {
        var store = new InMemoryStickyBucketStore();
        await store.SaveAsync(new StickyAssignmentDocument("id", Ada, ImmutableSortedDictionary<string, string>.Empty.Add("price-test__0", variation)), default);
        var experiment = new Experiment("price-test", 10, 20) { Meta = [new VariationMeta("0", "Today"), new VariationMeta("1", "Double")] };
        await using var site = await InspectedSite.StartAsync([Feature("price").Experiment(experiment)], growthBook: builder => builder.UseStickyBuckets(store));
        using var browser = site.Browser();

        var answer = await browser.AskAsync("evaluate", $$$"""{"attributes":{"id":"{{{Ada}}}"}}""");

        Assert.Equal((value, variation == "0" ? "Today" : "Double"), (answer.Row("price").Text("value"), answer.Row("price").Text("variation")));
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public async Task The_user_is_at_the_url_that_the_page_asks_about_and_at_the_home_page_by_default()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        Assert.Equal(site.Url.AbsoluteUri, (await browser.AskAsync("evaluate")).Text("url"));
        // The query string of a URL forces a variation.
        for (var variation = 0; variation < 2; variation++)
        {
            var answer = await browser.AskAsync("evaluate", $$$"""{"url":"https://shop.example/?price-test={{{variation}}}"}""");
            Assert.Equal(variation == 0 ? "10" : "20", answer.Row("price").Text("value"));
        }
    }

    [Theory]
    [InlineData("child", "free", "true")]
    [InlineData("child", "pro", "true")]
    [InlineData("gated", "free", "null")]
    public async Task The_trace_is_a_tree_with_the_lines_of_an_explanation(string key, string plan, string value)
    {
        TestFeatures features =
        [
            Feature("parent").Off(),
            Feature("child").Off().ForceWhen("plan", "pro", true).ForceWhen("plan", "free", true),
            Feature("gated").Off().Requires("parent").ForceWhen("plan", "free", true),
        ];
        await using var site = await InspectedSite.StartAsync(features);
        using var browser = site.Browser();

        var answer = await browser.AskAsync("explain", $$"""{"key":"{{key}}","attributes":{ "plan":"{{plan}}" } }""");

        var text = Evaluator.Explain(new Context(features.ToPayload(), new Attributes { ["plan"] = plan }), key).ToString();
        Assert.Equal(value, answer.Text("value"));
        Assert.Equal(text, string.Concat(Lines(answer.GetProperty("trace"), 0)));
    }

    [Fact]
    public async Task Variations_can_be_chosen_among_with_that_of_the_user_marked()
    {
        await using var site = await InspectedSite.StartAsync();
        using var browser = site.Browser();
        var value = await browser.GetStringAsync("/value/price");

        var answer = await browser.AskAsync("explain", """{"key":"price"}""");

        Assert.Equal("price-test", answer.Text("experiment"));
        Assert.Equal(["10", "20"], answer.GetProperty("variations").EnumerateArray().Select(each => each.Text("value")));
        Assert.Equal([value], answer.GetProperty("variations").EnumerateArray().Where(each => each.Text("active") == "True").Select(each => each.Text("value")));
    }

    [Fact]
    public async Task A_long_value_is_shortened_in_the_list_but_never_within_a_character()
    {
        var text = new string('x', 158) + "😀" + new string('y', 500);
        await using var site = await InspectedSite.StartAsync([Feature("long").Returns(text)]);
        using var browser = site.Browser();
        Assert.Equal("\"" + new string('x', 158) + "…", (await browser.AskAsync("evaluate")).Row("long").Text("value"));
        Assert.Equal(new Value.String(text).ToJson(), (await browser.AskAsync("explain", """{"key":"long"}""")).Text("value"));
    }

    [Fact]
    public async Task Keys_and_values_of_an_attacker_arrive_as_text_of_JSON()
    {
        const string Key = "</script><img src=x onerror=alert(1)>\"'\u2028\u0000";
        await using var site = await InspectedSite.StartAsync([Feature(Key).Returns(Key)]);
        using var browser = site.Browser();
        using var response = await browser.PostAsync("evaluate", "{}", []);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var answer = await browser.AskAsync("evaluate");
        Assert.Equal(Key, System.Text.Json.JsonSerializer.Deserialize<string>(answer.Row(Key).Text("value")!));
        Assert.Equal(Key, (await browser.AskAsync("explain", new Value.Object([new("key", Key)]).ToString())).Text("key"));
    }

    private static IEnumerable<string> Lines(System.Text.Json.JsonElement nodes, int depth)
    {
        var marks = new Dictionary<string, string> { ["passed"] = "✓ ", ["failed"] = "✗ ", ["skipped"] = "– ", ["unreached"] = "· ", ["feature"] = "" };
        foreach (var node in nodes.EnumerateArray())
        {
            yield return new string(' ', depth * 2) + marks[node.Text("mark")!] + node.Text("text") + "\n";
            foreach (var line in Lines(node.GetProperty("parts"), depth + 1))
                yield return line;
        }
    }
}
