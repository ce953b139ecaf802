using System.Collections.Immutable;
using GrowthBook.Client.Tests.Clients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Observability;

/// <summary>Names of receivers, instants, and messages of exceptions in log lines.</summary>
public sealed class LogTextTests
{
    private const string Message = "the disk of ada is full";

    private readonly FakeLogCollector _log = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_of_exceptions_are_logged_only_on_request_and_receivers_have_names(bool logsMessages)
    {
        await using var client = await StartAsync(new FailingStore(), logsMessages);
        (await client.UserAsync(Shop.Ada)).IsOn("layout");
        await client.FlushAsync();
        var lines = Lines();
        foreach (var line in new[] { "effect handler analytics failed", "effect handler EffectHandler.Of failed", "effect sink exposures failed", "effect sink EffectSink.Of failed", "sticky buckets could not be read" })
            Assert.Contains(lines, each => each.StartsWith(line, StringComparison.Ordinal));
        Assert.Equal(logsMessages ? lines.Length : 0, lines.Count(line => line.Contains($"System.IO.IOException ({Message})", StringComparison.Ordinal)));
        Assert.Equal(logsMessages, lines.Any(line => line.Contains(Message, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, "the payload source threw `IOException`")]
    [InlineData(true, "the payload source FailingSource threw System.IO.IOException (the disk of ada is full)")]
    public async Task The_message_of_a_source_is_a_failure_only_on_request(bool logsMessages, string failure)
    {
        await using var client = new GrowthBookClient(
            new GrowthBookOptions { LogExceptionMessages = logsMessages }, Services() with { Source = new FailingSource() });
        await client.RefreshAsync();
        Assert.StartsWith(failure, client.Updater.LastFailure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loggable_message_of_a_source_is_the_failure()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions(), Services() with { Source = new FailingSource(new Loggable("no connection to the vault")) });
        await client.RefreshAsync();
        Assert.Equal("no connection to the vault", client.Updater.LastFailure!.Message);
    }

    [Fact]
    public void A_blank_name_of_a_receiver_throws()
    {
        Assert.Throws<ArgumentException>(() => EffectHandler.Named(" ", new Recording()));
        Assert.Throws<ArgumentException>(() => EffectSink.Named("", new Recording()));
    }

    [Fact]
    public async Task Instants_are_in_iso_form_and_a_payload_without_a_date_says_so()
    {
        var services = Services();
        await using var client = await Shop.StartAsync(services);
        var first = client.Current!.ContentHash[..8];
        Shop.SourceOf(services).Set("""{"features":{"a":{}}}""");
        await client.RefreshAsync();
        Assert.NotEqual(first, client.Current.ContentHash[..8]);
        Assert.Equal(
            [$"payload in use: 5 features from Init, changed at 2026-01-01T00:00:00Z, content {first}", $"payload in use: 1 features from Init, without a date, content {client.Current.ContentHash[..8]}"],
            _log.GetSnapshot().Where(record => record.Id.Id is 100 or 108).Select(record => record.Message));
        Assert.Equal("2026-02-03T04:05:06.007Z", InstantText.Of(new DateTimeOffset(2026, 2, 3, 5, 5, 6, 7, TimeSpan.FromHours(1))));
    }

    [Fact]
    public async Task The_sticky_bucket_store_is_in_the_data_of_the_health_check()
    {
        var store = new FailingStore { IsDown = false };
        await using var client = await StartAsync(store, false);
        await client.UserAsync(Shop.Ada);
        Assert.Equal("works", (await CheckAsync(client)).Data["stickyBuckets"]);
        store.IsDown = true;
        for (var i = 0; i < 5; i++)
            await client.UserAsync(Shop.Ada);
        var result = await CheckAsync(client);
        Assert.Equal(HealthStatus.Degraded, result.Status);
        Assert.StartsWith("System.IO.IOException", (string)result.Data["stickyBuckets"], StringComparison.Ordinal);
    }

    private static Task<HealthCheckResult> CheckAsync(GrowthBookClient client) => new GrowthBookHealthCheck(client).CheckHealthAsync(new HealthCheckContext());

    private ClientServices Services() => Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(_log) };

    private Task<GrowthBookClient> StartAsync(FailingStore store, bool logsMessages) => Shop.StartAsync(
        Services() with
        {
            StickyBuckets = store,
            Handlers = [EffectHandler.Named("analytics", EffectHandler.Of(_ => throw new IOException(Message))), EffectHandler.Of(_ => throw new IOException(Message))],
            Sinks = [EffectSink.Named("exposures", EffectSink.Of((_, _) => throw new IOException(Message))), EffectSink.Of((_, _) => throw new IOException(Message))],
            TimeProvider = TimeProvider.System,
        },
        options =>
        {
            options.LogExceptionMessages = logsMessages;
            (options.Writer.MaxAttempts, options.Writer.SplitFailedBatches, options.Writer.MaxBatchDelay) = (1, false, TimeSpan.Zero);
        });

    private string[] Lines() => [.. _log.GetSnapshot().Where(record => record.Category == "GrowthBook.Effects").Select(record => record.Message)];

    private sealed class FailingStore : IStickyBucketStore
    {
        public bool IsDown { get; set; } = true;

        public ValueTask<StickyBuckets> ReadAsync(ImmutableArray<string> keys, CancellationToken cancellationToken) =>
            IsDown ? throw new IOException(Message) : new(StickyBuckets.Empty);

        public ValueTask SaveAsync(StickyAssignmentDocument document, CancellationToken cancellationToken) =>
            IsDown ? throw new IOException(Message) : default;
    }

    private sealed class Loggable(string message) : Exception(message), ILoggableException;

    private sealed class FailingSource(Exception? exception = null) : IPayloadSource
    {
        public PayloadOrigin Origin => PayloadOrigin.Network;

        public ValueTask<PayloadFetch> FetchAsync(string? knownETag, CancellationToken cancellationToken) => throw exception ?? new IOException(Message);
    }
}
