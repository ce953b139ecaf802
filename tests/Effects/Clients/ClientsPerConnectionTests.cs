using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A client per request, as other SDKs have it, is warned of once: it requests the payload again and again.</summary>
public sealed class ClientsPerConnectionTests
{
    private readonly FakeLogCollector _log = new();
    private readonly FakeTimeProvider _time = new();
    private readonly string _key = "sdk-" + Guid.NewGuid().ToString("N");

    private IEnumerable<string> Warnings => _log.GetSnapshot().Where(line => line.Id.Id == 454).Select(line => line.Message);

    [Fact]
    public void The_tenth_client_of_a_connection_is_warned_of()
    {
        for (var i = 0; i < 9; i++)
        {
            Create("https://one.example");
            Create("https://two.example");
        }
        Assert.Empty(Warnings);
        for (var i = 0; i < 30; i++)
            Create("https://one.example/");
        Assert.Equal(
            "this process has created 10 clients of one connection within a minute, each of which requests the payload and deduplicates exposures by itself; create one client and share it, such as by AddGrowthBook, or ignore this line if each replaces an earlier one",
            Assert.Single(Warnings));
    }

    [Fact]
    public void A_scoped_registration_is_warned_of()
    {
        var services = new ServiceCollection();
        services.AddScoped(_ => New(new GrowthBookOptions { ClientKey = _key }, new()));
        using var provider = services.BuildServiceProvider();
        for (var i = 0; i < 20; i++)
        {
            using var scope = provider.CreateScope();
            scope.ServiceProvider.GetRequiredService<GrowthBookClient>();
        }
        Assert.Single(Warnings);
    }

    [Fact]
    public async Task Clients_of_containers_and_clients_without_a_server_are_not_warned_of()
    {
        for (var i = 0; i < 20; i++)
        {
            New(new GrowthBookOptions { ClientKey = _key }, new() { Source = new InMemoryPayloadSource(Shop.Json) }).Dispose();
            New(new GrowthBookOptions { ClientKey = _key, PayloadFile = "features.json" }, new()).Dispose();
            var services = new ServiceCollection();
            services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(_log));
            services.AddGrowthBook(options => options.ClientKey = _key);
            await using var provider = services.BuildServiceProvider();
            provider.GetRequiredService<GrowthBookClient>();
        }
        Assert.Empty(Warnings);
    }

    /// <summary>The clients of a daily job, or of a configuration that changes.</summary>
    [Fact]
    public void Clients_that_replace_one_another_are_not_warned_of()
    {
        for (var i = 0; i < 30; i++)
        {
            Create("https://one.example");
            _time.Advance(TimeSpan.FromSeconds(7));
        }
        Assert.Empty(Warnings);
    }

    [Fact]
    public void Ten_clients_within_a_minute_are_warned_of_once_at_any_time()
    {
        for (var minute = 0; minute < 5; minute++)
        {
            for (var i = 0; i < (minute < 2 ? 9 : 10); i++)
                Create("https://one.example");
            Assert.Equal(minute < 2 ? 0 : 1, Warnings.Count());
            _time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(1));
        }
    }

    [Fact]
    public void Connections_after_the_first_thousand_are_not_counted()
    {
        var clients = new ClientsPerConnection();
        var logger = GuardedLogger.Of(new FakeLogger(_log));
        for (var round = 0; round < 12; round++)
        {
            for (var i = 0; i < 1100; i++)
                clients.Add(logger, $"connection {i}", _time);
        }
        Assert.Equal(1000, Warnings.Count());
    }

    private void Create(string host) => New(new GrowthBookOptions { ClientKey = _key, ApiHost = host }, new()).Dispose();

    private GrowthBookClient New(GrowthBookOptions options, ClientServices services) => new(options, services with { TimeProvider = _time, LoggerFactory = new CollectingLoggerFactory(_log) });
}
