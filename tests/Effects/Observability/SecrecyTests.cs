using System.Collections.Immutable;
using GrowthBook.Client.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>No log line of any level and category holds a client key, a decryption key, a salt or an attribute's value.</summary>
public sealed class SecrecyTests : ServerTest
{
    private const string Email = "TopSecretUser@example.com";
    private const string Salt = "TopSecretSalt";
    private const string Header = "TopSecretHeader";

    [Fact]
    public async Task A_whole_life_leaves_no_secret_in_the_log()
    {
        Server.OffersStream = true;
        Server.StreamRetry = "10";
        Server.Payload = Payloads.Encrypted("a");
        Server.OnEvaluate = http => Faults.Status(400, $$"""{"error":"bad attributes {{Email}} for {{FeatureServer.ClientKey}}"}""")(http);
        var builder = Hosts.Builder();
        builder.Logging.AddProvider(new FakeLoggerProvider(Log));
        builder.Services.AddGrowthBook(Configure)
            .UseStickyBuckets(new TalkingStore())
            .AddHandler(EffectHandler.Of(each => throw new InvalidOperationException($"handler of {each.Context.Attributes}")))
            .AddSink(EffectSink.Of((batch, _) => throw new IOException($"sink of {batch[0].Context.Attributes}")))
            .AddActivityEvents()
            .AddWarehouse(warehouse => warehouse.IngestorHost = Server.Url)
            .AddHealthCheck();
        builder.Services.AddGrowthBook("remote", options =>
        {
            Configure(options);
            (options.RemoteEvaluation, options.DecryptionKey, options.UpdateMode) = (true, null, PayloadUpdateMode.OnDemand);
        });
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var client = host.Services.GetRequiredService<GrowthBookClient>();
            var remote = host.Services.GetRequiredKeyedService<GrowthBookClient>("remote");
            await Eventually.TrueAsync(() => client.Updater.StreamState == StreamState.Open, "the stream");
            await EvaluateAsync(client, remote);
            Server.Payload = Payloads.Encrypted("b", Convert.ToBase64String(new byte[16]));
            await client.RefreshAsync();
            Server.Payload = Clients.Shop.Json;
            await client.RefreshAsync();
            foreach (var fault in (Func<HttpContext, Task>[])[Faults.Status(400, $$"""{"error":"unknown key {{FeatureServer.ClientKey}}"}""", true), Faults.GarbageAsync, Faults.TruncatedAsync, Faults.AbortedAsync])
            {
                Server.OnFeatures = fault;
                await client.RefreshAsync();
                await EvaluateAsync(client, remote);
            }
            Server.OnStreamRequest = Faults.Status(400, $$"""{"error":"unknown key {{FeatureServer.ClientKey}}"}""");
            await Server.StopAsync();
            await client.RefreshAsync();
            await EvaluateAsync(client, remote);
            await host.StopAsync();
        }
        var lines = Log.GetSnapshot().Select(record => $"{record.Category} {record.Level} {record.Message} {string.Join(" ", record.StructuredState ?? [])} {string.Join(" ", record.Scopes)} {record.Exception}").ToArray();
        Assert.True(lines.Length > 15, string.Join("\n", lines));
        Assert.Contains(lines, line => line.StartsWith("GrowthBook.Client ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("GrowthBook.Effects ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("GrowthBook.Payloads ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("GrowthBook.Streaming ", StringComparison.Ordinal));
        foreach (var secret in new[] { "TopSecret", FeatureServer.ClientKey, Payloads.Key, SecureAttributes.Hash(Salt, Email) })
            Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase));

        void Configure(GrowthBookOptions options)
        {
            (options.ClientKey, options.ApiHost, options.DecryptionKey, options.UpdateMode) = (FeatureServer.ClientKey, Server.Url, Payloads.Key, PayloadUpdateMode.Streaming);
            (options.SecureAttributeSalt, options.StartTimeout) = (Salt, TimeSpan.FromSeconds(30));
            options.SecureAttributes.Add("email");
            options.Headers["Authorization"] = Header;
            (options.Writer.MaxBatchDelay, options.Writer.RetryDelay, options.Writer.MaxRetryDelay) = (TimeSpan.Zero, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
            (options.Writer.MaxAttempts, options.Writer.StopTimeout) = (2, TimeSpan.FromSeconds(1));
        }
    }

    private static async Task EvaluateAsync(params GrowthBookClient[] clients)
    {
        foreach (var client in clients)
        {
            var attributes = new Attributes { ["id"] = "TopSecretId" + Guid.NewGuid(), ["email"] = Email, ["country"] = "TopSecretCountry" };
            var user = await client.UserAsync(attributes, "https://shop.example/?token=TopSecretToken");
            foreach (var feature in new[] { "layout", "name", "swiss", "unknown" })
                user.EvalFeature(feature);
            user.EvalPage();
            user.Run(new Experiment("in-code", 0, 1));
        }
    }

    /// <summary>Fails with every known fact.</summary>
    private sealed class TalkingStore : IStickyBucketStore
    {
        private int _reads;

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
            _reads++ % 2 == 0 ? throw new IOException("cannot read " + string.Join(" ", keys)) : new(StickyBuckets.Empty);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) =>
            throw new IOException("cannot save " + document);
    }
}
