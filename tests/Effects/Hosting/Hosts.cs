using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Real hosts, without the files and the environment of the machine.</summary>
internal static class Hosts
{
    public static HostApplicationBuilder Builder(FakeLogCollector? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        if (log is not null)
            builder.Services.AddSingleton<ILoggerFactory>(new CollectingLoggerFactory(log));
        return builder;
    }

    public static IConfiguration Configuration(params (string Key, string? Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => new KeyValuePair<string, string?>(value.Key, value.Value)))
        .Build();

    public static InMemoryPayloadSource Source(string name) => new(Payloads.Of(name));

    public static string Name(this GrowthBookClient client) => client.User(Attributes.Empty).GetFeatureValue("name", "none");
}
