using System.Text.Json.Nodes;
using GrowthBook.AspNetCore.Tests.Ofrep;
using GrowthBook.Client;
using GrowthBook.Scripts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;

namespace GrowthBook.AspNetCore.Tests.OpenFeature;

/// <summary>OpenFeature's own clients in Node evaluate the features of an application.</summary>
public sealed class OpenFeatureTests
{
    private const string Payload = """
        {"features":{
          "boolean":{"defaultValue":false,"rules":[{"condition":{"plan":"pro"},"force":true}]},
          "string":{"defaultValue":"text"},
          "number":{"defaultValue":1.5},
          "object":{"defaultValue":{"a":[1]}},
          "array":{"defaultValue":[1,"b"]},
          "null":{"defaultValue":null},
          "experiment":{"defaultValue":"none","rules":[{"key":"exp","variations":["a","b"],"weights":[0,1],"meta":[{"key":"control"},{"key":"new"}]}]},
          "closed":{"defaultValue":"open","rules":[{"parentConditions":[{"id":"string","condition":{"value":"other"},"gate":true}]}]},
          "cycle":{"defaultValue":"c","rules":[{"parentConditions":[{"id":"cycle","condition":{},"gate":true}]}]},
          "a/b":{"defaultValue":"slash"}}}
        """;

    private const string Values = """
        {"value":true,"reason":"TARGETING_MATCH","source":"force"}
        {"value":"text","reason":"STATIC","source":"defaultValue"}
        {"value":1.5,"reason":"STATIC","source":"defaultValue"}
        {"value":{"a":[1]},"reason":"STATIC","source":"defaultValue"}
        {"value":[1,"b"],"reason":"STATIC","source":"defaultValue"}
        {"value":"b","reason":"SPLIT","variant":"new","source":"experiment"}
        """;

    /// <summary>Its older core takes an answer without a value for an error, and the caller's default.</summary>
    [SkippableFact]
    public async Task The_server_provider_has_values_defaults_and_errors()
    {
        await using var site = await StartAsync();
        await using var script = NodeScript.Start("tests/OpenFeature/server", "evaluate.mjs", site.Url.ToString().TrimEnd('/'));
        await AssertPrintsAsync(script, Values);
        await AssertPrintsAsync(script, """
            {"value":false,"reason":"DEFAULT","source":"defaultValue"}
            {"value":"code","reason":"ERROR","errorCode":"GENERAL"}
            {"value":"code","reason":"ERROR","errorCode":"GENERAL"}
            {"value":"code","reason":"ERROR","errorCode":"FLAG_NOT_FOUND"}
            {"value":"code","reason":"ERROR","errorCode":"PARSE_ERROR"}
            {"value":"code","reason":"ERROR","errorCode":"TYPE_MISMATCH"}
            {"value":"slash","reason":"STATIC","source":"defaultValue"}
            {"value":"code","reason":"ERROR","errorCode":"INVALID_CONTEXT"}
            {"value":"code","reason":"ERROR","errorCode":"GENERAL"}
            {"value":"text","reason":"STATIC","source":"defaultValue"}
            {"value":"code","reason":"ERROR","errorCode":"GENERAL"}
            {"value":"code","reason":"ERROR","errorCode":"GENERAL"}
            """);
        // The client waits after a 429: the third evaluation sends no request.
        Assert.Equal(2, _limitedRequests);
    }

    [SkippableFact]
    public async Task The_web_provider_has_values_and_evaluates_again_when_the_context_or_the_payload_changes()
    {
        await using var site = await StartAsync();
        await using var script = NodeScript.Start("tests/OpenFeature/web", "evaluate.mjs", site.Url.ToString().TrimEnd('/'));
        await AssertPrintsAsync(script, Values);
        await AssertPrintsAsync(script, """
            {"value":"code","reason":"STATIC","source":"defaultValue"}
            {"value":"code","reason":"DISABLED","source":"prerequisite"}
            {"value":"code","reason":"ERROR","errorCode":"FLAG_NOT_FOUND"}
            {"value":"code","reason":"ERROR","errorCode":"PARSE_ERROR"}
            {"value":"code","reason":"ERROR","errorCode":"TYPE_MISMATCH","source":"force"}
            {"value":"slash","reason":"STATIC","source":"defaultValue"}
            [200,304]
            {"value":false,"reason":"DEFAULT","source":"defaultValue"}
            [200]
            "change the payload"
            """);
        await site.ChangeAsync(Payload.Replace("\"text\"", "\"changed\"", StringComparison.Ordinal));
        await script.ContinueAsync();
        await AssertPrintsAsync(script, """
            ["string"]
            {"value":"changed","reason":"STATIC","source":"defaultValue"}
            "GENERAL"
            "PROVIDER_FATAL"
            "none"
            "OFREPApiTooManyRequestsError"
            [200,400,401,200,429]
            """);
        Assert.Empty(site.Effects);
    }

    private int _limitedRequests;

    private static async Task AssertPrintsAsync(NodeScript script, string expected)
    {
        foreach (var line in expected.Split('\n'))
        {
            var printed = await script.ReadAsync();
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(line), printed), $"expected {line}, was {printed.ToJsonString()}");
        }
    }

    private Task<Site> StartAsync() => Site.StartAsync(
        new InMemoryPayloadSource(Payload),
        app =>
        {
            app.Use((http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/limited", StringComparison.Ordinal))
                    Interlocked.Increment(ref _limitedRequests);
                return next(http);
            });
            app.UseRouting();
            app.UseRateLimiter();
            app.MapOfrep(options => options.ApiKeys.Add("key-1"));
            app.MapGroup("/limited").MapOfrep(options => options.ApiKeys.Add("key-1")).RequireRateLimiting("one");
        },
        services: builder => builder.Services.AddRateLimiter(limiter =>
        {
            limiter.AddFixedWindowLimiter("one", window => (window.PermitLimit, window.Window) = (1, TimeSpan.FromHours(1)));
            limiter.OnRejected = (rejected, _) =>
            {
                (rejected.HttpContext.Response.StatusCode, rejected.HttpContext.Response.Headers.RetryAfter) = (429, "3600");
                return ValueTask.CompletedTask;
            };
        }));
}
