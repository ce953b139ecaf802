using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using GrowthBook.AspNetCore;
using GrowthBook.Blazor;
using GrowthBook.Client;
using GrowthBook.Client.Redis;
using GrowthBook.Client.Tests;
using GrowthBook.FeatureManagement;
using GrowthBook.Readme.Tests.Fixtures;
using GrowthBook.Readme.Tests.Markdown;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrowthBook.Readme.Tests;

/// <summary>The tables of docs/observability.md.</summary>
public class ObservabilityPageTests
{
    [Fact]
    public async Task The_page_names_every_instrument_and_every_category()
    {
        var instruments = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "GrowthBook")
                    instruments[instrument.Name] = true;
            },
        };
        listener.Start();
        var categories = new Categories();
        await using var server = await Given.ServerAsync();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(categories);
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost, options.UpdateMode, options.StreamWithoutOffer)
            = (FeatureServer.ClientKey, server.Url, PayloadUpdateMode.Streaming, true)).AddWarehouse();
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<GrowthBookClient>().StartAsync(Timeout.InfiniteTimeSpan);
            await Eventually.TrueAsync(() => server.OpenStreams == 1, "the stream to be open");
        }

        Assert.NotEmpty(instruments);
        Assert.Equal(instruments.Keys.Order(), FirstColumn(@"growthbook\.[a-z_.]+"));
        Assert.Equal(
            categories.Names.Where(name => name.StartsWith("GrowthBook", StringComparison.Ordinal)).Distinct().Order(),
            FirstColumn(@"GrowthBook\.\w+"));
    }

    [Fact]
    public void The_page_names_every_event_with_its_level_and_the_beginning_of_its_message()
    {
        Assembly[] packages =
        [
            typeof(GrowthBookClient).Assembly, typeof(RequireFeatureAttribute).Assembly, typeof(GrowthBookFeature).Assembly, typeof(GrowthBookFeatureOptions).Assembly,
            typeof(RedisPayloadCacheOptions).Assembly,
        ];
        var events = (from type in packages.SelectMany(package => package.GetTypes())
                      from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
                      let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
                      where attribute is not null
                      orderby attribute.EventId
                      select $"{attribute.EventId} {attribute.Level} {Regex.Replace(attribute.Message, @"\{(\w+):[^}]*\}", "{$1}")}")
            .Distinct() // some packages share files
            .ToArray();
        var rows = Regex.Matches(Pages.TextOf("docs/observability.md"), @"^\| (\d+) \| (\w+) \| (.+) \|$", RegexOptions.Multiline)
            .Select(match => $"{match.Groups[1].Value} {match.Groups[2].Value} {match.Groups[3].Value}").ToArray();

        Assert.NotEmpty(rows);
        Assert.Equal(rows.Length, events.Length);
        Assert.All(rows.Zip(events), each => Assert.StartsWith(each.Item1, each.Item2, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_activity_gets_an_event_per_evaluation()
    {
        await using var server = await Given.ServerAsync();
        var services = new ServiceCollection();
        services.AddGrowthBook(options => (options.ClientKey, options.ApiHost) = (FeatureServer.ClientKey, server.Url)).AddActivityEvents();
        await using var provider = services.BuildServiceProvider();
        var growthBook = provider.GetRequiredService<GrowthBookClient>();
        await growthBook.StartAsync(Timeout.InfiniteTimeSpan);
        using var activity = new Activity("request").Start();
        activity.IsAllDataRequested = true;

        growthBook.User(new Attributes { ["id"] = "u-1", ["plan"] = "pro" }).IsOn("dark-mode");

        var tags = Assert.Single(activity.Events, each => each.Name == "feature_flag.evaluation").Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(("dark-mode", "targeting_match"), ((string)tags["feature_flag.key"]!, (string)tags["feature_flag.result.reason"]!));
    }

    private static IEnumerable<string> FirstColumn(string pattern) =>
        Regex.Matches(Pages.TextOf("docs/observability.md"), $"^\\| `({pattern})` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Order();

    /// <summary>Records the categories of loggers.</summary>
    private sealed class Categories : ILoggerFactory
    {
        private readonly ConcurrentQueue<string> _names = new();

        public IEnumerable<string> Names => _names;

        public ILogger CreateLogger(string categoryName)
        {
            _names.Enqueue(categoryName);
            return NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
