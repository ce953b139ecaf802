using System.Globalization;
using GrowthBook.Client;
using GrowthBook.Client.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrowthBook.AspNetCore.Tests.DevTools;

/// <summary>The members that version 1.2.4 of the extension reads from the object of a page.</summary>
public sealed class DevToolsFieldsTests
{
    private const string Payload = """
        {"features":{
          "color":{"defaultValue":"red"},
          "layout":{"defaultValue":"none","rules":[
            {"key":"layout-test","name":"Layout","variations":["old","new"],"weights":[0,1],"hashAttribute":"account","fallbackAttribute":"device","meta":[{"key":"0"},{"key":"1"}]}]}}}
        """;

    private static readonly (string Path, Type Kind)[] SdkFields =
    [
        // The list of back ends.
        ("apiHost", typeof(Value.String)), ("clientKey", typeof(Value.String)), ("version", typeof(Value.String)),
        // The label of log entries.
        ("source", typeof(Value.String)),
        // The forms of attributes and features.
        ("attributes", typeof(Value.Object)), ("payload.features", typeof(Value.Object)),
        ("payload.features.color.defaultValue", typeof(Value.String)),
        // The list of experiments: the rules that have variations.
        ("payload.features.layout.rules.0.key", typeof(Value.String)), ("payload.features.layout.rules.0.name", typeof(Value.String)),
        ("payload.features.layout.rules.0.variations", typeof(Value.Array)), ("payload.features.layout.rules.0.weights", typeof(Value.Array)),
        ("payload.features.layout.rules.0.hashAttribute", typeof(Value.String)), ("payload.features.layout.rules.0.meta", typeof(Value.Array)),
    ];

    private static readonly (string Path, Type Kind)[] LogFields = [("timestamp", typeof(Value.String)), ("logType", typeof(Value.String)), ("source", typeof(Value.String))];

    private static readonly Dictionary<string, (string Path, Type Kind)[]> FieldsOfType = new()
    {
        ["feature"] = [("featureKey", typeof(Value.String)), ("result.value", typeof(Value.String))],
        ["experiment"] = [("experiment.key", typeof(Value.String)), ("experiment.name", typeof(Value.String)), ("result.variationId", typeof(Value.Number)), ("result.value", typeof(Value.String))],
        ["event"] = [("eventName", typeof(Value.String)), ("properties", typeof(Value.Object))],
    };

    [Fact]
    public async Task The_page_has_each_member_that_the_extension_reads_in_its_kind()
    {
        await using var site = await StartAsync(user => user.LogEvent("Seen", new Value.Object([new("n", 1)])));
        var pushed = PushedEvent.Of(await site.Browser().GetStringAsync("/"));

        AssertFields(pushed["sdkInfo"], SdkFields);
        var logs = (Value.Array)pushed["logs"];
        Assert.Equal(["feature", "experiment", "feature", "event"], logs.Select(log => log["logType"].AsString()));
        foreach (var log in logs)
        {
            AssertFields(log, [.. LogFields, .. FieldsOfType[log["logType"].AsString()!]]);
            // The extension parses the milliseconds from text, and sorts the texts.
            Assert.Matches("^[0-9]{13}$", log["timestamp"].AsString()!);
        }
    }

    /// <summary>
    /// Where a page has the JavaScript SDK too, the extension merges each member of the payload into the SDK's as an object: it would turn a
    /// list of experiments into an object, with which the SDK throws.
    /// </summary>
    [Fact]
    public async Task The_payload_has_features_alone()
    {
        await using var site = await StartAsync();
        var pushed = PushedEvent.Of(await site.Browser().GetStringAsync("/"));
        Assert.Equal(["features"], ((Value.Object)pushed["sdkInfo"]["payload"]).Keys);
    }

    /// <summary>The extension evaluates the features with the attributes. It has no assignments, and no variations that code forces.</summary>
    [Theory]
    [InlineData("hash", "new")]
    [InlineData("assignment", "new")]
    [InlineData("fallback attribute", "new")]
    [InlineData("forced by code", "old")]
    public async Task The_features_give_the_values_of_the_server(string decidedBy, string value)
    {
        await using var site = await StartAsync(
            null,
            options =>
            {
                if (decidedBy == "fallback attribute")
                    options.Attributes.Add("account", _ => "");
                if (decidedBy == "forced by code")
                    options.ChangeUser((_, user) => user.With(context => context with { ForcedVariations = context.ForcedVariations.SetItem("layout-test", 0) }));
            },
            growthBook => growthBook.UseStickyBucketCookies());
        using var browser = site.Browser();
        var html = await browser.GetStringAsync("/");
        if (decidedBy == "assignment")
        {
            site.Source.Set(Payload.Replace("[0,1]", "[1,0]", StringComparison.Ordinal));
            await Eventually.TrueAsync(() => site.Client.Payload.FeatureExperiments.All(experiment => experiment.Weights[0] == 1), "the changed weights");
            html = await browser.GetStringAsync("/");
        }

        Assert.Contains($"<p>red {value}</p>", html, StringComparison.Ordinal);
        var info = PushedEvent.Of(html)["sdkInfo"];
        var extension = new Context(GrowthBook.Payload.Parse(info["payload"].ToJson()).Value, Attributes.Parse(info["attributes"].ToJson()).Value);
        var result = Evaluator.EvalFeature(extension, "layout").Result;
        Assert.Equal((value, FeatureResultSource.Experiment), (result.Value.AsString(), result.Source));
        // The rule is changed only where the hash gives another variation.
        Assert.Equal(decidedBy == "hash", info["payload"]["features"]["layout"]["rules"] is Value.Array rules && rules[0]["coverage"] is Value.Null);
    }

    private static void AssertFields(Value value, (string Path, Type Kind)[] fields) =>
        Assert.All(fields, field => Assert.IsAssignableFrom(field.Kind, field.Path.Split('.').Aggregate(value, (part, name) => part is Value.Array items ? items[int.Parse(name, CultureInfo.InvariantCulture)] : part[name])));

    private static Task<Site> StartAsync(
        Action<GrowthBookUser>? use = null, Action<GrowthBookRequestOptions>? options = null, Action<GrowthBookBuilder>? growthBook = null) => Site.StartAsync(
        new InMemoryPayloadSource(Payload),
        app =>
        {
            app.UseGrowthBookDevTools();
            app.MapGet("/", async http =>
            {
                var user = await http.GetGrowthBookUserAsync();
                var content = $"{user.GetFeatureValue("color", "")} {user.GetFeatureValue("layout", "")}";
                use?.Invoke(user);
                http.Response.ContentType = "text/html";
                await http.Response.WriteAsync($"<html><body><p>{content}</p></body></html>");
            });
        },
        each =>
        {
            each.Attributes.Add("account", _ => "a-1").Add("device", _ => "d-1");
            options?.Invoke(each);
        },
        builder =>
        {
            builder.Environment.EnvironmentName = Environments.Development;
            builder.Services.Configure<GrowthBookOptions>(client => client.ClientKey = "sdk-1");
        },
        growthBook);
}
