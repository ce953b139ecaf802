using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Native;

/// <summary>
/// Dependency injection: options from configuration, keyed clients, start and stop with the host, sticky buckets over
/// <see cref="IDistributedCache"/>, sinks, the warehouse, metrics, activity events, the health check, remote evaluation,
/// and a folder from which the next host starts without its server.
/// </summary>
internal static class Hosting
{
    private static readonly Attributes Ada = new() { ["id"] = "ada", ["email"] = FlagServer.Email };

    public static async Task CheckAsync(Checks checks)
    {
        var folder = Directory.CreateTempSubdirectory("growthbook-native-").FullName;
        try
        {
            string settings;
            await using (var server = await FlagServer.StartAsync())
            {
                settings = Settings(server.Url, folder);
                await OverServerAsync(checks, server, settings);
            }
            await WithoutServerAsync(checks, settings);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static async Task CheckFaultsAsync(Checks checks)
    {
        using var host = Hosts.Of(
            """{"GrowthBook":{"ClientKey":"","CleintKey":"sdk-1","ApiHost":"nowhere"}}""",
            (services, configuration) => services.AddGrowthBook(configuration.GetSection("GrowthBook")));
        try
        {
            await host.StartAsync();
            checks.That(false, "a host with invalid options started");
        }
        catch (OptionsValidationException e)
        {
            foreach (var place in new[] { "ClientKey: must", "ApiHost: must", "GrowthBook:CleintKey is not an option; did you mean ClientKey?" })
                checks.That(e.Message.Contains(place, StringComparison.Ordinal), $"the fault of {place} is not named");
        }
    }

    private static async Task OverServerAsync(Checks checks, FlagServer server, string settings)
    {
        var (handler, sink) = (new Recording(), new Recording());
        using var metrics = new Metrics();
        var host = Hosts.Of(settings, (services, configuration) => Register(services, configuration, handler, sink, server.Url));
        await host.StartAsync();

        CheckOptions(checks, host.Services.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(""));
        var client = host.Services.GetRequiredService<GrowthBookClient>();
        checks.That(host.Services.GetKeyedService<GrowthBookClient>("") is null, "the default client has a key");
        checks.Equal("shop", server.Tenants.FirstOrDefault(), "the header");
        var user = await client.UserAsync(Ada);
        using (var activity = new Activity("request").Start())
        {
            checks.Equal("new", user.GetFeatureValue("layout", "none"), "the experiment");
            checks.That(activity.Events.Any(each => each.Name == "feature_flag.evaluation"), "the activity has no event");
        }
        checks.Equal("red", user.GetFeatureValue("color", "none"), "the default value");
        checks.Equal(2, user.GetFeatureValue("forced", 0), "the forced variation");
        checks.That(user.IsOn("staff"), "the secure attribute");
        user.LogEvent("signed up", Value.Object.Empty);
        await client.FlushAsync();
        checks.Equal("layout-test=wide", handler.Exposures, "the handler");
        checks.Equal("layout-test=wide", sink.Exposures, "the sink");
        checks.That(client.WriterCounts.All(counts => counts is { Dropped: 0, Queued: 0, Written: > 0 }), $"writers: {string.Join("; ", client.WriterCounts)}");
        var tracked = string.Join('\n', server.Tracked);
        foreach (var sent in new[] { "layout-test", "signed up" })
            checks.That(tracked.Contains($"\"{sent}\"", StringComparison.Ordinal), $"the warehouse has no `{sent}` in `{tracked}`");

        var document = await host.Services.GetRequiredService<IDistributedCache>().GetAsync("gb:id||ada");
        checks.Equal("""{"attributeName":"id","attributeValue":"ada","assignments":{"layout-test__0":"wide"}}""", Encoding.UTF8.GetString(document ?? []), "the document");
        server.Weights = "[1,0]";
        checks.That(await client.RefreshAsync() is RefreshResult.Updated, "the refresh");
        checks.Equal("new", (await client.UserAsync(Ada)).GetFeatureValue("layout", "none"), "the sticky assignment");
        checks.Equal("old", (await client.UserAsync(new Attributes { ["id"] = "bob" })).GetFeatureValue("layout", "none"), "a newcomer");

        var report = host.Services.GetRequiredService<Report>();
        checks.Equal("file", report.Admin.User(Ada).GetFeatureValue("color", "none"), "the keyed client, of a file");
        checks.Equal("evaluated", (await host.Client("remote").UserAsync(Ada)).GetFeatureValue("color", "none"), "the keyed client, by remote evaluation");

        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        checks.Equal("growthbook, growthbook:admin", string.Join(", ", health.Entries.Keys.Order(StringComparer.Ordinal)), "the health checks");
        checks.Equal(HealthStatus.Healthy, health.Status, "health");
        client.UserWithoutLookup(new Attributes { ["id"] = "carl" }).IsOn("layout");
        await host.EndAsync();
        checks.That(sink.Exposures.EndsWith("layout-test=control, layout-test=control", StringComparison.Ordinal), $"what waited at the stop: {sink.Exposures}");
        checks.Equal(3, metrics["growthbook.exposures"], "the metric of exposures");
        checks.That(metrics["growthbook.evaluations"] > 5 && metrics["growthbook.effects.written"] > 5, "the metrics of evaluations and effects");
        checks.Equal(1, metrics["growthbook.remote_evaluations"], "the metric of remote evaluations");
    }

    private static async Task WithoutServerAsync(Checks checks, string settings)
    {
        var host = Hosts.Of(settings, (services, configuration) => services.AddGrowthBook(configuration.GetSection("GrowthBook")).AddHealthCheck());
        await host.StartAsync();
        checks.Equal("red", host.Client().User(Ada).GetFeatureValue("color", "none"), "the payload of the folder");
        checks.That(host.Client().Current is { Origin: PayloadOrigin.Cache }, "the payload is not that of the folder");
        await host.EndAsync();
    }

    private static void Register(IServiceCollection services, IConfiguration configuration, Recording handler, Recording sink, string ingestor)
    {
        services.AddDistributedMemoryCache();
        services.AddTransient<Report>();
        services.AddGrowthBook(configuration.GetSection("GrowthBook"))
            .UseDistributedStickyBuckets(keyPrefix: "gb:")
            .UseGlobalAttributes(new Attributes { ["region"] = "eu" })
            .AddHandler(handler)
            .AddSink(sink)
            .AddWarehouse(options => options.IngestorHost = ingestor)
            .AddActivityEvents()
            .AddHealthCheck();
        services.AddGrowthBook(configuration.GetSection("Admin"), "admin").AddHealthCheck();
        services.AddGrowthBook(configuration.GetSection("Remote"), "remote");
    }

    /// <summary>Kinds of options that the binder treats in different ways.</summary>
    private static void CheckOptions(Checks checks, GrowthBookOptions options)
    {
        checks.Equal(TimeSpan.FromSeconds(10), options.StartTimeout, "a time that may be absent");
        checks.Equal(TimeSpan.FromSeconds(7), options.RequestTimeout, "a time");
        checks.Equal(PayloadUpdateMode.Manual, options.UpdateMode, "an enumeration");
        checks.Equal("shop", options.Headers.GetValueOrDefault("X-Tenant"), "a dictionary of texts");
        checks.Equal(1, options.ForcedVariations.GetValueOrDefault("forced-test"), "a dictionary of numbers");
        checks.Equal((2, "true"), (options.ForcedVariations.GetValueOrDefault("shop:forced-test"), options.ForcedFeatures.GetValueOrDefault("forced:feature")), "keys with colons");
        checks.Equal("email", string.Join(",", options.SecureAttributes), "a list");
        checks.Equal("id,company", string.Join(",", options.DeduplicationAttributes ?? []), "a list that may be absent");
        checks.Equal((FullQueuePolicy.DropOldest, 50), (options.Writer.FullQueue, options.Writer.BatchSize), "an object");
    }

    private static string Settings(string url, string folder)
    {
        var file = Path.Combine(folder, "admin.json");
        File.WriteAllText(file, """{"features":{"color":{"defaultValue":"file"}}}""");
        return $$$"""
            {"GrowthBook":{
              "ClientKey":"{{{FlagServer.ClientKey}}}","ApiHost":"{{{url}}}","StartTimeout":"00:00:10","RequestTimeout":"00:00:07","UpdateMode":"Manual",
              "CacheDirectory":"{{{folder}}}","Headers":{"X-Tenant":"shop"},"ForcedVariations":{"forced-test":1,"shop:forced-test":2},"ForcedFeatures":{"forced:feature":"true"},"StaleWhileRevalidate":"01:00:00",
              "SecureAttributeSalt":"{{{FlagServer.Salt}}}","SecureAttributes":["email"],"DeduplicationAttributes":["id","company"],
              "Writer":{"FullQueue":"DropOldest","BatchSize":50}},
             "Admin":{"PayloadFile":"{{{file}}}","StartTimeout":"00:00:10"},
             "Remote":{"ClientKey":"{{{FlagServer.ClientKey}}}","ApiHost":"{{{url}}}","RemoteEvaluation":true,"RemoteEvaluationTimeout":"00:00:20"}}
            """;
    }

    /// <summary>A service with a client that is injected by its key.</summary>
    private sealed class Report([FromKeyedServices("admin")] GrowthBookClient admin)
    {
        public GrowthBookClient Admin => admin;
    }
}
