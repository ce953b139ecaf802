using System.Collections.Immutable;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests;

/// <summary>Keys, headers and attribute values reach no log at any level, for any failure.</summary>
public sealed class SecretTests : ServerTest
{
    private static readonly string[] Secrets = [FeatureServer.ClientKey, Payloads.Key, "hunter2", "ada@example.com"];

    [Fact]
    public async Task No_log_message_contains_a_secret()
    {
        await using var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(Log)))
            .AddHttpClient("GrowthBook").ConfigureGrowthBook().Services
            .AddHttpClient("plain").Services
            .BuildServiceProvider();
        var clients = services.GetRequiredService<IHttpClientFactory>();
        await clients.CreateClient("plain").GetAsync(new Uri(Server.Url + "/api/features/visible"));
        Assert.Contains(Log.GetSnapshot(), record => record.Message.Contains("/api/features/visible", StringComparison.Ordinal));

        var connection = Server.Connection(Payloads.Key) with { Headers = ImmutableDictionary<string, string>.Empty.Add("Authorization", "hunter2") };
        Func<HttpClient> client = () => clients.CreateClient("GrowthBook");
        Server.OffersStream = true;
        Server.Payload = Payloads.Encrypted("a");
        var bytes = new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions()));
        await bytes.SetAsync("growthbook:payload:" + connection.CacheKey, [1], new DistributedCacheEntryOptions());
        var loggers = services.GetRequiredService<ILoggerFactory>();
        await using (var updater = PayloadUpdater.ForConnection(connection, client, Defaults(PayloadUpdateMode.Streaming) with { LoggerFactory = loggers, Cache = new DistributedPayloadCache(bytes, loggerFactory: loggers) }))
        {
            await StartAsync(updater);
            await Eventually.TrueAsync(() => Server.OpenStreams == 1 && Subscriber.Results.Count == 2, "the stream and the catching up");
            foreach (var fault in new[]
            {
                Faults.Status(400, $$"""{"error":"no such key: {{FeatureServer.ClientKey}}"}""", isUnrecoverable: true),
                Faults.Status(500, FeatureServer.ClientKey), Faults.TruncatedAsync, Faults.AbortedAsync, Faults.GarbageAsync,
            })
            {
                Server.OnFeatures = fault;
                Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync());
                Server.OnStreamRequest = fault;
            }
            await Server.StopAsync();
            await Eventually.TrueAsync(() => updater.StreamState == StreamState.Down, "the broken stream");
            Assert.IsType<RefreshResult.Failed>(await updater.RefreshAsync());
        }
        using var remote = new RemoteEvaluation(Server.Connection(), client);
        var context = new Context(Payload.Empty, new Attributes { ["email"] = "ada@example.com" });
        var failed = Assert.IsType<RemoteEvaluationResult.Failed>(await remote.EvaluateAsync(context));

        var lines = Log.GetSnapshot().Select(record => $"{record.Message} {record.Exception} {string.Join(' ', record.StructuredState ?? [])} {string.Join(' ', record.Scopes)}").ToArray();
        Assert.True(lines.Length > 10);
        foreach (var secret in Secrets)
            Assert.DoesNotContain(lines.Append(failed.ToString()), line => line.Contains(secret, StringComparison.Ordinal));
    }
}
