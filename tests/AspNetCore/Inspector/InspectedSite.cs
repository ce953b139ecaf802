using System.Net;
using System.Text;
using System.Text.Json;
using GrowthBook.Client;
using GrowthBook.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using static GrowthBook.Testing.TestFeatures;

namespace GrowthBook.AspNetCore.Tests.Inspector;

/// <summary>An application with the inspector, and the requests of its page.</summary>
internal static class InspectedSite
{
    /// <summary><c>price</c> is an experiment whose two variations depend on the id, <c>banner</c> depends on the plan.</summary>
    public static readonly TestFeatures Features =
    [
        Feature("banner").Off().ForceWhen("plan", "pro", true),
        Feature("price").Experiment("price-test", [10, 20]),
        Feature("plain").Returns("text"),
    ];

    public static Task<Site> StartAsync(
        TestFeatures? features = null,
        Action<GrowthBookRequestOptions>? options = null,
        string environment = "Development",
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? app = null,
        Action<GrowthBookBuilder>? growthBook = null) => Site.StartAsync(
        features ?? Features,
        built =>
        {
            app?.Invoke(built);
            if (app is null)
                built.MapGrowthBookInspector();
            built.MapGet("/value/{key}", async (string key, HttpContext http) => (await http.GetGrowthBookUserAsync()).EvalFeature(key).Value.ToJson());
        },
        options,
        builder =>
        {
            builder.Environment.EnvironmentName = environment;
            services?.Invoke(builder);
        },
        growthBook);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient browser, string path, string json, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/_growthbook/" + path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return browser.SendAsync(request);
    }

    /// <summary>The answer to a request that succeeds.</summary>
    public static async Task<JsonElement> AskAsync(this HttpClient browser, string path, string json = "{}")
    {
        using var response = await browser.PostAsync(path, json, []);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>The feature of an answer.</summary>
    public static JsonElement Row(this JsonElement answer, string key) =>
        answer.GetProperty("features").EnumerateArray().Single(each => each.GetProperty("key").GetString() == key);

    public static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.ToString() : null;
}
