using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client;

/// <summary>Creates clients from registered services.</summary>
internal static class GrowthBookRegistration
{
    /// <summary>The name of a client's <c>HttpClient</c>: <c>GrowthBook</c>, and for a named client <c>GrowthBook:name</c>.</summary>
    public static string HttpClientName(string name) => name.Length == 0 ? "GrowthBook" : "GrowthBook:" + name;

    public static GrowthBookOptions OptionsOf(IServiceProvider provider, string name) =>
        provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(name);

    /// <summary>
    /// Clients of the factory. A container that is being disposed of has no new ones; the last effects are sent with the last
    /// client.
    /// </summary>
    public static Func<HttpClient> HttpClientOf(IServiceProvider provider, string name)
    {
        var factory = provider.GetRequiredService<IHttpClientFactory>();
        var last = factory.CreateClient(HttpClientName(name));
        return () =>
        {
            try
            {
                return last = factory.CreateClient(HttpClientName(name));
            }
            catch (ObjectDisposedException)
            {
                return last;
            }
        };
    }

    /// <summary>The registered client of a name. The default client is resolved without a key.</summary>
    public static GrowthBookClient ClientOf(IServiceProvider provider, string name) =>
        name.Length == 0 ? provider.GetRequiredService<GrowthBookClient>() : provider.GetRequiredKeyedService<GrowthBookClient>(name);

    /// <summary>The loggers of a client's parts; see <see cref="ClientLoggers"/>.</summary>
    public static ILoggerFactory LoggersOf(IServiceProvider provider, string name) => ClientLoggers.Of(provider.GetRequiredService<ILoggerFactory>(), name);

    /// <exception cref="InvalidOperationException">No cache is registered; the message names the method that needs it.</exception>
    public static IDistributedCache DistributedCacheOf(IServiceProvider provider, string method) =>
        provider.GetService<IDistributedCache>() ?? throw new InvalidOperationException(
            $"{method} needs an IDistributedCache, and none is registered; call AddDistributedMemoryCache, AddStackExchangeRedisCache or the method of another cache");

    public static GrowthBookClient CreateClient(IServiceProvider provider, string name) => ClientConstruction.Run(provider, name, Create);

    private static GrowthBookClient Create(IServiceProvider provider, string name)
    {
        var services = new ClientServices
        {
            Name = name,
            HttpClient = HttpClientOf(provider, name),
            LoggerFactory = provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance,
            MeterFactory = provider.GetService<IMeterFactory>(),
            TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            WarnsOfOptions = provider.GetServices<RegisteredClient>().Any(client => client.Name == name),
        };
        var parts = new PartProvider(provider, provider.GetService<RegisteredObjects>());
        try
        {
            foreach (var change in provider.GetServices<ClientServicesChange>())
            {
                if (change.Client == name)
                    services = change.Change(parts, services) ?? throw new NullResultException($"the function of {nameof(GrowthBookBuilder.ConfigureParts)}", "return the parts, changed or not");
            }
            var client = new GrowthBookClient(OptionsOf(provider, name), services with { IsRegistered = true }) { MadeParts = parts.Complete() };
            provider.GetService<UnusedRegistrations>()?.Created(provider, services, parts);
            if (services.Source is InMemoryPayloadSource)
                client.StartFromMemory();
            return client;
        }
        catch
        {
            DisposeOf(parts.Complete(), services);
            throw;
        }
    }

    /// <summary>Without a client there is no other object that disposes of its parts. Not awaited: a container creates without waiting.</summary>
    private static void DisposeOf(ImmutableArray<object> parts, ClientServices services)
    {
        var logger = GuardedLogger.Of(ClientLoggers.Of(services.LoggerFactory, services.Name).CreateLogger(ClientLog.Category));
        _ = Detached.Run(() => PartDisposal.RunAsync(parts, TimeSpan.FromSeconds(1), services.TimeProvider, logger, logsMessages: false));
    }
}
