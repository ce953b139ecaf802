using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace GrowthBook.Browser.Tests;

/// <summary>OpenFeature's web client, loaded into a page as modules, evaluates the features of an application.</summary>
public sealed class OpenFeatureTests(Chromium browser) : IClassFixture<Chromium>
{
    private const string Payload = """
        {"features":{
          "boolean":{"defaultValue":false,"rules":[{"condition":{"plan":"pro"},"force":true}]},
          "string":{"defaultValue":"text","rules":[{"condition":{"id":"u-2"},"force":"other"}]},
          "number":{"defaultValue":1.5},
          "object":{"defaultValue":{"a":[1]}},
          "array":{"defaultValue":[1,"b"]},
          "null":{"defaultValue":null},
          "experiment":{"defaultValue":"none","rules":[{"key":"exp","variations":["a","b"],"weights":[0,1],"meta":[{"key":"control"},{"key":"new"}]}]}}}
        """;

    /// <summary>The client keeps its defaults: flags in local storage, and events by the browser's own EventSource.</summary>
    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head>
        <title>Flags</title>
        <link rel="icon" href="data:,">
        <script type="importmap">
        {"imports":{
          "@openfeature/core":"/npm/@openfeature/core/dist/esm/index.js",
          "@openfeature/web-sdk":"/npm/@openfeature/web-sdk/dist/esm/index.js",
          "@openfeature/ofrep-core":"/npm/@openfeature/ofrep-core/index.esm.js",
          "@openfeature/ofrep-web-provider":"/npm/@openfeature/ofrep-web-provider/index.esm.js"}}
        </script>
        <script type="module">
        import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";
        import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
        await OpenFeature.setContext({ targetingKey: "u-1", plan: "pro" });
        await OpenFeature.setProviderAndWait(new OFREPWebProvider({ baseUrl: location.origin, headers: [["X-API-Key", "key-1"]] }));
        const flags = OpenFeature.getClient();
        const changes = [];
        flags.addHandler(ProviderEvents.ConfigurationChanged, details => changes.push(details.flagsChanged));
        Object.assign(window, { OpenFeature, flags, changes, first: flags.getStringDetails("string", "code") });
        </script>
        </head>
        <body></body>
        </html>
        """;

    [SkippableFact]
    public async Task Each_kind_of_value_reaches_the_page_and_an_unknown_flag_gives_the_default()
    {
        await using var site = await StartAsync();
        Open(site);

        Assert.Equal("""{"value":true,"reason":"TARGETING_MATCH"}""", Details("Boolean", "boolean", "false"));
        Assert.Equal("""{"value":"text","reason":"DEFAULT"}""", Details("String", "string", "'code'"));
        Assert.Equal("""{"value":1.5,"reason":"STATIC"}""", Details("Number", "number", "0"));
        Assert.Equal("""{"value":{"a":[1]},"reason":"STATIC"}""", Details("Object", "object", "{}"));
        Assert.Equal("""{"value":[1,"b"],"reason":"STATIC"}""", Details("Object", "array", "[]"));
        Assert.Equal("""{"value":"code","reason":"STATIC"}""", Details("String", "null", "'code'"));
        Assert.Equal("""{"value":"b","reason":"SPLIT","variant":"new"}""", Details("String", "experiment", "'code'"));
        Assert.Equal("""{"value":"code","reason":"ERROR","errorCode":"FLAG_NOT_FOUND"}""", Details("String", "unknown", "'code'"));
        Assert.Equal("""{"value":"code","reason":"ERROR","errorCode":"TYPE_MISMATCH"}""", Details("String", "boolean", "'code'"));
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task Another_context_and_another_payload_give_other_values_without_a_reload()
    {
        await using var site = await StartAsync();
        Open(site);

        SetContext("{ targetingKey: 'u-2', plan: 'pro' }");
        Assert.Equal("""{"value":"other","reason":"TARGETING_MATCH"}""", Details("String", "string", "'code'"));
        // The client caches by the targeting key: it serves the values of the former plan until the response is there.
        SetContext("{ targetingKey: 'u-2' }");
        browser.Until("changes.length > 0");
        Assert.Equal("""{"value":false,"reason":"DEFAULT"}""", Details("Boolean", "boolean", "true"));
        SetContext("{ targetingKey: 'u-3' }");

        browser.Driver.ExecuteScript("changes.length = 0");
        await site.UsePayloadAsync(Payload.Replace("\"text\"", "\"changed\"", StringComparison.Ordinal));

        browser.Until("changes.length > 0");
        Assert.Equal("""[["string"]]""", browser.Driver.ExecuteScript("return JSON.stringify(changes)"));
        Assert.Equal("""{"value":"changed","reason":"DEFAULT"}""", Details("String", "string", "'code'"));
        Assert.Empty(browser.Messages());
    }

    [SkippableFact]
    public async Task A_page_that_opens_again_starts_with_cached_values_and_gets_the_payload_that_it_missed()
    {
        await using var site = await StartAsync();
        Open(site);
        Assert.Equal("""{"value":"text","reason":"DEFAULT"}""", First());
        browser.Driver.Navigate().GoToUrl("about:blank");
        await site.UsePayloadAsync(Payload.Replace("\"text\"", "\"changed\"", StringComparison.Ordinal));

        Open(site);

        Assert.Equal("""{"value":"text","reason":"CACHED"}""", First());
        browser.Until("flags.getStringValue('string', 'code') === 'changed'");
        Assert.Empty(browser.Messages());

        string First() => (string)browser.Driver.ExecuteScript("return JSON.stringify({ value: first.value, reason: first.reason })")!;
    }

    private static Task<PageSite> StartAsync()
    {
        Chromium.Need(Chromium.OpenFeaturePackages);
        return PageSite.StartAsync(Payload, Chromium.OpenFeaturePackages, app =>
        {
            app.MapOfrep(options => options.ApiKeys.Add("key-1"));
            app.MapGet("/", () => Results.Content(Page, "text/html; charset=utf-8"));
        });
    }

    private void Open(PageSite site)
    {
        browser.Open(site.Home);
        browser.Until("window.flags !== undefined");
    }

    /// <summary>What the client returns for a flag, as JSON text.</summary>
    private string Details(string type, string key, string fallback) => (string)browser.Driver.ExecuteScript($$"""
        const { value, reason, variant, errorCode } = flags.get{{type}}Details('{{key}}', {{fallback}});
        return JSON.stringify({ value, reason, variant, errorCode });
        """)!;

    private void SetContext(string context) => browser.Driver.ExecuteAsyncScript($"OpenFeature.setContext({context}).then(arguments[0])");
}
