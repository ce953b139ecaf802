await using var server = await Given.ServerAsync();
var (clientKey, apiHost) = (FeatureServer.ClientKey, server.Url);
var builder = Host.CreateEmptyApplicationBuilder(null);
var services = builder.Services;
services.AddDistributedMemoryCache();
var effects = new RecordedEffects();
IEffectSink exposureSink = EffectSink.Of((_, _) => default);
// snippet
using var host = builder.Build();
await host.StartAsync();
var user = await host.Services.GetRequiredService<GrowthBookClient>().UserAsync(new Attributes { ["id"] = "u-1", ["plan"] = "pro" });
Assert.True(user.IsOn("dark-mode"));
Assert.Equal("eu", user.Attributes["region"]);
effects.ShouldHaveEvaluated("dark-mode", true);
var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
Assert.Equal(HealthStatus.Healthy, health.Status);
Assert.Contains("growthbook", health.Entries.Keys);
await host.StopAsync();
