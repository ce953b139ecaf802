using System.Net;
using System.Text.Json.Nodes;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GrowthBook.AspNetCore.Tests.Ofrep;

/// <summary>The answer to the evaluation of one feature, by the mapping of GrowthBook to the protocol.</summary>
public sealed class OfrepSingleTests
{
    /// <summary>A feature for each row of the mapping. Hash version 2 puts u-1 into the second variation of weights [0, 1].</summary>
    private const string Payload = """
        {"dateUpdated":"2026-01-02T03:04:05Z","features":{
          "plain":{"defaultValue":"text"},
          "number":{"defaultValue":1.5},
          "array":{"defaultValue":[1,"b"]},
          "object":{"defaultValue":{"a":{"b":null}}},
          "null":{"defaultValue":null},
          "infinite":{"defaultValue":1e999},
          "targeted":{"defaultValue":false,"rules":[{"id":"r-1","condition":{"plan":"pro"},"force":true},{"id":"r-2","condition":{"id":"u-2"},"force":"by id"}]},
          "everyone":{"defaultValue":1,"rules":[{"id":"all","force":2}]},
          "rollout":{"defaultValue":1,"rules":[{"force":2,"coverage":1,"hashAttribute":"id"}]},
          "group":{"defaultValue":1,"rules":[{"force":2,"filters":[{"seed":"s","attribute":"id","ranges":[[0,1]]}]}]},
          "after":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"plain","condition":{"value":"text"}}],"force":2}]},
          "experiment":{"defaultValue":"none","rules":[{"id":"x","key":"exp","variations":["a","b"],"weights":[0,1],"hashAttribute":"id","hashVersion":2,"meta":[{"key":"control"},{"key":"new"}]}]},
          "gated":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"plain","condition":{"value":"other"},"gate":true}]}]},
          "cycle":{"defaultValue":1,"rules":[{"parentConditions":[{"id":"cycle","condition":{},"gate":true}]}]},
          "a/b %?é":{"defaultValue":"odd"},
          "a%2Fb":{"defaultValue":"percent"},
          "é%20":{"defaultValue":"more odd"}}}
        """;

    [Theory]
    [InlineData("plain", "{}", """{"value":"text","reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("number", "{}", """{"value":1.5,"reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("array", "{}", """{"value":[1,"b"],"reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("object", "{}", """{"value":{"a":{"b":null}},"reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("null", "{}", """{"reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("infinite", "{}", """{"reason":"STATIC","metadata":{"source":"defaultValue"}}""")]
    [InlineData("targeted", "{}", """{"value":false,"reason":"DEFAULT","metadata":{"source":"defaultValue"}}""")]
    [InlineData("targeted", """{"plan":"pro"}""", """{"value":true,"reason":"TARGETING_MATCH","metadata":{"source":"force","ruleId":"r-1"}}""")]
    [InlineData("targeted", """{"targetingKey":"u-2"}""", """{"value":"by id","reason":"TARGETING_MATCH","metadata":{"source":"force","ruleId":"r-2"}}""")]
    [InlineData("targeted", """{"targetingKey":"u-2","id":"u-1"}""", """{"value":false,"reason":"DEFAULT","metadata":{"source":"defaultValue"}}""")]
    [InlineData("everyone", "{}", """{"value":2,"reason":"STATIC","metadata":{"source":"force","ruleId":"all"}}""")]
    [InlineData("rollout", """{"targetingKey":"u-1"}""", """{"value":2,"reason":"TARGETING_MATCH","metadata":{"source":"force"}}""")]
    [InlineData("group", """{"targetingKey":"u-1"}""", """{"value":2,"reason":"TARGETING_MATCH","metadata":{"source":"force"}}""")]
    [InlineData("after", "{}", """{"value":2,"reason":"TARGETING_MATCH","metadata":{"source":"force"}}""")]
    [InlineData("experiment", """{"targetingKey":"u-1"}""", """{"value":"b","reason":"SPLIT","variant":"new","metadata":{"source":"experiment","ruleId":"x","experimentKey":"exp","variationId":1,"hashAttribute":"id","inExperiment":true}}""")]
    [InlineData("experiment", "{}", """{"value":"none","reason":"DEFAULT","metadata":{"source":"defaultValue"}}""")]
    [InlineData("gated", "{}", """{"reason":"DISABLED","metadata":{"source":"prerequisite"}}""")]
    public async Task A_feature_has_the_value_the_reason_and_the_metadata_of_its_result(string key, string context, string expected)
    {
        await using var site = await StartAsync();
        var response = await Caller(site).EvaluateAsync(key, "{\"context\":" + context + "}");
        Assert.Equal(HttpStatusCode.OK, response.Status);
        var json = JsonNode.Parse(expected)!;
        json["key"] = key;
        json["metadata"]!["version"] = "2026-01-02T03:04:05Z";
        Assert.True(JsonNode.DeepEquals(json, response.Json), response.Body);
    }

    [Theory]
    [InlineData("unknown", HttpStatusCode.NotFound, "FLAG_NOT_FOUND")]
    [InlineData("cycle", HttpStatusCode.BadRequest, "PARSE_ERROR")]
    public async Task A_feature_that_is_unknown_or_cyclic_has_an_error(string key, HttpStatusCode status, string code)
    {
        await using var site = await StartAsync();
        var response = await Caller(site).EvaluateAsync(key);
        Assert.Equal(status, response.Status);
        Assert.Equal((key, code), ((string?)response.Json["key"], (string?)response.Json["errorCode"]));
    }

    [Fact]
    public async Task An_unknown_feature_is_answered_with_the_nearest_that_the_caller_may_evaluate_and_logged_once()
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(Payload), app => app.MapOfrep(options => options.MayEvaluate = (_, key) => key != "targeted"));
        Assert.Equal("there is no feature of this key; did you mean `everyone`?", (string?)(await Caller(site).EvaluateAsync("evryone")).Json["errorDetails"]);
        Assert.Equal("there is no feature of this key", (string?)(await Caller(site).EvaluateAsync("targetd")).Json["errorDetails"]);
        Assert.Equal("there is no feature of this key", (string?)(await Caller(site).EvaluateAsync("targeted")).Json["errorDetails"]);
        await Caller(site).EvaluateAsync("evryone");
        Assert.Equal(
            [
                "an OFREP request asks for the feature `evryone`, which does not exist for it, and gets status 404; did you mean `everyone`?",
                "an OFREP request asks for the feature `targetd`, which does not exist for it, and gets status 404; correct the key, or add the feature in GrowthBook",
                "an OFREP request asks for the feature `targeted`, which does not exist for it, and gets status 404; correct the key, or add the feature in GrowthBook",
            ],
            site.Warnings().Where(line => !line.StartsWith("the payload has", StringComparison.Ordinal))); // a circle of prerequisites
    }

    [Theory]
    [InlineData("a%2Fb%20%25%3F%C3%A9", "odd")]
    [InlineData("a/b%20%25%3Fé", "odd")]
    [InlineData("a%252Fb", "percent")]
    [InlineData("%C3%A9%2520", "more odd")]
    public async Task A_key_may_have_any_character(string escaped, string value)
    {
        await using var site = await StartAsync();
        Assert.Equal(value, (string?)(await Caller(site).EvaluateAsync(escaped)).Json["value"]);
    }

    [Fact]
    public async Task A_value_that_the_client_forces_is_static_also_of_an_unknown_feature()
    {
        await using var site = await Site.StartAsync(
            new InMemoryPayloadSource(Payload), app => app.MapOfrep(), services: builder => builder.Services.Configure<GrowthBookOptions>(options =>
            {
                options.ForcedFeatures["targeted"] = "\"forced\"";
                options.ForcedFeatures["unknown"] = "5";
            }));
        var targeted = await Caller(site).EvaluateAsync("targeted");
        Assert.Equal(("forced", "STATIC", "override"), ((string?)targeted.Json["value"], (string?)targeted.Json["reason"], (string?)targeted.Json["metadata"]!["source"]));
        Assert.Equal(5, (int?)(await Caller(site).EvaluateAsync("unknown")).Json["value"]);
    }

    [Fact]
    public async Task An_evaluation_reports_its_effects_and_an_unknown_key_has_none()
    {
        await using var site = await StartAsync();
        await Caller(site).EvaluateAsync("experiment", """{"context":{"targetingKey":"u-1"}}""");
        site.Effects.ShouldHaveViewed("exp", variation: 1, hashValue: "u-1", times: 1).ShouldHaveEvaluated("experiment", "b", times: 1);
        site.Effects.Clear();
        await Caller(site).EvaluateAsync("unknown");
        await Caller(site).EvaluateAsync("experiment", """{"context":1}""");
        site.Effects.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_assignment_is_stored_and_used_again()
    {
        var store = new InMemoryStickyBucketStore();
        await using var site = await Site.StartAsync(new InMemoryPayloadSource(Payload), app => app.MapOfrep(), growthBook: client => client.UseStickyBuckets(store));
        await Caller(site).EvaluateAsync("experiment", """{"context":{"targetingKey":"u-1"}}""");
        await site.ChangeAsync(Payload.Replace("\"weights\":[0,1]", "\"weights\":[1,0]", StringComparison.Ordinal));
        Assert.Equal("new", (string?)(await Caller(site).EvaluateAsync("experiment", """{"context":{"targetingKey":"u-1"}}""")).Json["variant"]);
        Assert.Equal("control", (string?)(await Caller(site).EvaluateAsync("experiment", """{"context":{"targetingKey":"u-9"}}""")).Json["variant"]);
    }

    [Fact]
    public async Task Other_methods_are_not_allowed()
    {
        await using var site = await StartAsync();
        using var browser = site.Browser();
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.GetAsync(OfrepCaller.Flags + "/plain")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await browser.GetAsync(OfrepCaller.Flags)).StatusCode);
    }

    private static Task<Site> StartAsync() => Site.StartAsync(new InMemoryPayloadSource(Payload), app => app.MapOfrep());

    private static OfrepCaller Caller(Site site) => new(site.Browser());
}
