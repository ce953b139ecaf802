using System.Net;
using System.Text.Json.Nodes;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>The evaluation of all features and its entity tag.</summary>
public sealed class OfrepBulkTests
{
    private const string Payload = """
        {"features":{
          "on":{"defaultValue":true},
          "plan":{"defaultValue":"free","rules":[{"condition":{"plan":"pro"},"force":"paid"}]},
          "null":{"defaultValue":null},
          "experiment":{"defaultValue":"none","rules":[{"key":"exp","variations":["a","b"],"weights":[0,1],"hashAttribute":"id"}]},
          "cycle":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"cycle","condition":{},"gate":true}]}]}}}
        """;

    private const string User = """{"context":{"targetingKey":"u-1","plan":"pro"}}""";

    [Fact]
    public async Task All_features_have_their_answers_in_the_order_of_the_payload()
    {
        await using var site = await StartAsync(options => options.HasEventStream = false);
        var response = await Caller(site).EvaluateAllAsync(User);
        Assert.Equal(HttpStatusCode.OK, response.Status);
        var expected = """
            {"flags":[
              {"key":"on","value":true,"reason":"STATIC","metadata":{"source":"defaultValue"}},
              {"key":"plan","value":"paid","reason":"TARGETING_MATCH","metadata":{"source":"force"}},
              {"key":"null","reason":"STATIC","metadata":{"source":"defaultValue"}},
              {"key":"experiment","value":"b","reason":"SPLIT","variant":"1","metadata":{"source":"experiment","experimentKey":"exp","variationId":1,"hashAttribute":"id","inExperiment":true}},
              {"key":"cycle","errorCode":"PARSE_ERROR","errorDetails":"the feature's prerequisites lead back to itself; change them in GrowthBook"}]}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), response.Json), response.Body);
    }

    [Fact]
    public async Task A_payload_without_features_has_no_flags()
    {
        await using var site = await Site.StartAsync(new InMemoryPayloadSource("""{"features":{}}"""), app => app.MapOfrep());
        Assert.Empty((await Caller(site).EvaluateAllAsync()).Flags);
    }

    [Fact]
    public async Task The_entity_tag_is_that_of_the_answer()
    {
        await using var site = await StartAsync();
        var first = await Caller(site).EvaluateAllAsync(User);
        Assert.NotNull(first.ETag);
        Assert.Equal(first.ETag, (await Caller(site).EvaluateAllAsync("""{ "context": { "plan": "pro", "targetingKey": "u-1" } }""")).ETag);
        Assert.NotEqual(first.ETag, (await Caller(site).EvaluateAllAsync()).ETag);
        await site.ChangeAsync(Payload.Replace("paid", "gold", StringComparison.Ordinal));
        Assert.NotEqual(first.ETag, (await Caller(site).EvaluateAllAsync(User)).ETag);
        await site.ChangeAsync(Payload);
        Assert.Equal(first.ETag, (await Caller(site).EvaluateAllAsync(User)).ETag);
    }

    [Theory]
    [InlineData("TAG", true)]
    [InlineData("W/TAG", true)]
    [InlineData("\"a\", W/\"b\",TAG", true)]
    [InlineData("*", true)]
    [InlineData("\"other\"", false)]
    [InlineData("W/\"other\", \"another\"", false)]
    [InlineData("no tag", false)]
    [InlineData("", false)]
    public async Task A_tag_that_the_request_has_gives_304(string ifNoneMatch, bool isKnown)
    {
        await using var site = await StartAsync();
        var tag = (await Caller(site).EvaluateAllAsync(User)).ETag!;
        var response = await Caller(site).EvaluateAllAsync(User, ("If-None-Match", ifNoneMatch.Replace("TAG", tag, StringComparison.Ordinal)));
        Assert.Equal(isKnown ? HttpStatusCode.NotModified : HttpStatusCode.OK, response.Status);
        Assert.Equal(tag, response.ETag);
    }

    [Fact]
    public async Task Several_headers_with_tags_are_one_list()
    {
        await using var site = await StartAsync();
        var tag = (await Caller(site).EvaluateAllAsync(User)).ETag!;
        Assert.Equal(HttpStatusCode.NotModified, (await Caller(site).EvaluateAllAsync(User, ("If-None-Match", "\"a\""), ("If-None-Match", tag))).Status);
    }

    [Fact]
    public async Task It_reports_no_effects_and_stores_no_assignment()
    {
        var store = new InMemoryStickyBucketStore();
        await using var site = await Site.StartAsync(new InMemoryPayloadSource(Payload), app => app.MapOfrep(), growthBook: client => client.UseStickyBuckets(store));
        Assert.Equal("b", (string?)(await Caller(site).EvaluateAllAsync(User)).Flags["experiment"]["value"]);
        site.Effects.ShouldBeEmpty();
        await site.Client.FlushAsync();
        Assert.Empty(await store.ReadAsync(["id||u-1"], default));
    }

    [Fact]
    public async Task It_reports_effects_of_the_features_that_it_answers_if_the_application_wants_them()
    {
        var store = new InMemoryStickyBucketStore();
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(Payload),
            app => app.MapOfrep(options =>
            {
                options.RunsBulkEffects = true;
                options.MayEvaluate = (_, key) => key != "plan";
            }),
            growthBook: client => client.UseStickyBuckets(store));
        await Caller(site).EvaluateAllAsync(User);
        site.Effects.ShouldHaveViewed("exp", variation: 1, hashValue: "u-1", times: 1).ShouldHaveEvaluated("on", true, times: 1).ShouldNotHaveEvaluated("plan");
        await site.Client.FlushAsync();
        Assert.Single(await store.ReadAsync(["id||u-1"], default));
    }

    private static Task<Site> StartAsync(Action<OfrepOptions>? options = null) => Site.StartAsync(new InMemoryPayloadSource(Payload), app => app.MapOfrep(options));

    private static OfrepCaller Caller(Site site) => new(site.Browser());

    /// <summary>Each flag repeats the payload's date.</summary>
    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_long_date_of_a_payload_is_left_out(int length, bool isVersion)
    {
        var payload = GrowthBook.Payload.Parse("{\"features\":{\"f\":{\"defaultValue\":1}},\"dateUpdated\":\"" + new string('d', length) + "\"}").Value;
        var flag = OfrepFlag.Of("f", Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "f").Result, payload);
        Assert.Equal(isVersion, ((Value.Object)flag["metadata"]).ContainsKey("version"));
    }
}
