using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Start and stop with a real host.</summary>
public sealed class HostTests : ServerTest
{
    [Fact]
    public async Task A_host_with_a_start_timeout_has_features_after_its_start()
    {
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.StartTimeout) = (FeatureServer.ClientKey, Server.Url, TimeSpan.FromSeconds(30)));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal("a", host.Services.GetRequiredService<GrowthBookClient>().Name());
        Assert.Contains("started; payload origin: Network", LogLines());
        await host.StopAsync();
    }

    [Fact]
    public async Task Options_of_several_calls_are_logged_per_client()
    {
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(Hosts.Configuration(("ClientKey", "sdk-1"))).UseSource(Hosts.Source("a"));
        builder.Services.AddGrowthBook(options => options.PayloadFile = "other.json");
        builder.Services.AddGrowthBook("admin", options => options.ClientKey = "sdk-2").UseSource(Hosts.Source("b"));
        builder.Services.AddGrowthBook("admin").AddActivityEvents();
        using var host = builder.Build();
        await host.StartAsync();
        Assert.StartsWith(
            "2 calls of AddGrowthBook set options of this client",
            Assert.Single(LogLines(), line => line.Contains("calls of AddGrowthBook", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_waits_for_a_hanging_server_until_its_start_timeout()
    {
        Server.OnFeatures = Faults.SilentAsync;
        var builder = Hosts.Builder(Log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.StartTimeout) = (FeatureServer.ClientKey, Server.Url, TimeSpan.FromSeconds(3)));
        using var host = builder.Build();
        var start = host.StartAsync();
        await Time.PassAsync(TimeSpan.FromSeconds(3));
        await start.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("none", host.Services.GetRequiredService<GrowthBookClient>().Name());
        Assert.Contains("started; payload origin: Timeout; no answer within 3 s; loading continues", LogLines());
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_without_a_start_timeout_does_not_wait()
    {
        var release = new TaskCompletionSource();
        Server.OnFeatures = async http =>
        {
            await release.Task;
            await Server.AnswerFeaturesAsync(http);
        };
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, Server.Url));
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<GrowthBookClient>();
        Assert.Equal("none", client.Name());
        Assert.Single(LogLines(), line => line.StartsWith("a user was created before the first payload was loaded", StringComparison.Ordinal));
        Assert.DoesNotContain(LogLines(), line => line.StartsWith("started; payload origin: Timeout", StringComparison.Ordinal));
        release.SetResult();
        await Eventually.TrueAsync(() => client.Name() == "a", "the payload");
        await host.StopAsync();
    }

    [Fact]
    public async Task A_hosted_service_after_the_client_has_the_features_of_a_file_from_the_first_user_on()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, Payloads.Of("a"));
        try
        {
            for (var i = 0; i < 20; i++)
            {
                var builder = Hosts.Builder(Log);
                builder.Services.AddGrowthBook(options => options.PayloadFile = path);
                builder.Services.AddHostedService<FirstUser>();
                using var host = builder.Build();
                await host.StartAsync();
                Assert.Equal("a", Assert.Single(host.Services.GetServices<IHostedService>().OfType<FirstUser>()).Name);
                await host.StopAsync();
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{\"features\":")]
    public async Task A_file_that_is_missing_or_malformed_does_not_keep_the_host_from_starting(string? text)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        if (text is not null)
            await File.WriteAllTextAsync(path, text);
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => options.PayloadFile = path);
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal("none", host.Services.GetRequiredService<GrowthBookClient>().Name());
        await host.StopAsync();
        File.Delete(path);
    }

    [Fact]
    public async Task A_host_waits_for_a_cache_of_files_and_not_for_the_server()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await using (var first = new GrowthBookClient(new GrowthBookOptions { ClientKey = FeatureServer.ClientKey, ApiHost = Server.Url, CacheDirectory = folder }))
            await first.StartAsync();
        Server.OnFeatures = Faults.SilentAsync;
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.CacheDirectory) = (FeatureServer.ClientKey, Server.Url, folder));
        builder.Services.AddHostedService<FirstUser>();
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1))); // the cached payload is stale, so that the start asks the server
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Equal("a", Assert.Single(host.Services.GetServices<IHostedService>().OfType<FirstUser>()).Name);
        await host.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_source_in_memory_of_a_container_has_its_features_at_once_without_a_host_and_follows_it()
    {
        var source = new InMemoryPayloadSource(Payloads.Of("a"));
        var services = new ServiceCollection();
        services.AddGrowthBook().UseSource(source);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<GrowthBookClient>();
        Assert.Equal("a", client.Name());
        source.Set(Payloads.Of("z"));
        await Eventually.TrueAsync(() => client.Name() == "z", "the new payload");
    }

    /// <summary>Evaluates when it starts.</summary>
    private sealed class FirstUser(GrowthBookClient client) : IHostedService
    {
        public string? Name { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Name = client.Name();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [Fact]
    public async Task A_server_that_is_down_does_not_keep_the_host_from_starting()
    {
        await Server.StopAsync();
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.StartTimeout) = (FeatureServer.ClientKey, Server.Url, TimeSpan.FromSeconds(30)));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Contains(LogLines(), line => line.StartsWith($"started; payload origin: Error; the server {Server.Url} cannot be reached: ", StringComparison.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task Invalid_options_fail_the_start_of_the_host_and_all_are_named()
    {
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.DecryptionKey) = (FeatureServer.ClientKey, "nowhere", "TopSecret"));
        builder.Services.AddGrowthBook("blog");
        using var host = builder.Build();
        var e = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync());
        Assert.Contains("GrowthBook: GrowthBookOptions.ApiHost: must be an http or https address without user, query and fragment, such as `https://cdn.growthbook.io`, was `nowhere`", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("GrowthBook: GrowthBookOptions.DecryptionKey: must be the base64 key of the SDK connection in GrowthBook, was another text of 9 characters", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("GrowthBook client `blog`: GrowthBookOptions.ClientKey: must be the client key", e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("TopSecret", e.ToString(), StringComparison.Ordinal);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_ends_at_once()
    {
        Server.OnFeatures = Faults.SilentAsync;
        var builder = Hosts.Builder();
        builder.Services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.StartTimeout) = (FeatureServer.ClientKey, Server.Url, Timeout.InfiniteTimeSpan));
        using var host = builder.Build();
        using var cancel = new CancellationTokenSource();
        var start = host.StartAsync(cancel.Token);
        await Eventually.TrueAsync(() => Server.FeatureRequests == 1, "the request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task A_stop_writes_queued_effects_before_the_client_ends()
    {
        var sink = new Clients.Recording();
        var builder = Hosts.Builder();
        builder.Services.AddGrowthBook(options => options.Writer.MaxBatchDelay = TimeSpan.FromHours(1)).UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink(sink);
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var client = host.Services.GetRequiredService<GrowthBookClient>();
            await client.StartAsync(Timeout.InfiniteTimeSpan);
            client.User(Clients.Shop.Ada).IsOn("layout");
            Assert.Empty(sink.Events);
            await host.StopAsync();
            Assert.Single(sink.Exposures);
            client.User(new Attributes { ["id"] = "late" }).IsOn("layout");
        }
        Assert.Equal(2, sink.Exposures.Count);
    }

    [Fact]
    public async Task A_sink_that_hangs_delays_the_stop_and_the_disposal_by_one_deadline_and_fails_nothing()
    {
        var sink = EffectSink.Of(async (_, cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken));
        var builder = Hosts.Builder();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddGrowthBook(options => options.Writer.StopTimeout = TimeSpan.FromSeconds(4)).UseSource(new InMemoryPayloadSource(Clients.Shop.Json)).AddSink(sink);
        var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<GrowthBookClient>();
        await client.StartAsync(Timeout.InfiniteTimeSpan);
        client.User(Clients.Shop.Ada).IsOn("layout");
        var stop = host.StopAsync();
        await Time.PassAsync(TimeSpan.FromSeconds(4));
        await stop.WaitAsync(TimeSpan.FromMinutes(2));
        await ((IAsyncDisposable)host).DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(2)); // no time passes
        Assert.Equal(2, client.WriterCounts[0].Dropped);
    }
}
