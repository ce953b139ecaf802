using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>A configuration that is valid and probably not meant is a warning at the start, and a change after it too.</summary>
public sealed class ConfigurationWarningTests : ServerTest
{
    public static TheoryData<string> Durations => [.. ConfigurationValues.Durations];

    [Theory]
    [MemberData(nameof(Durations))]
    public async Task A_duration_of_hours_and_minutes_is_warned_of_with_both_meanings(string option)
    {
        await StartAsync(With("00:05"));
        Assert.Contains($"GrowthBook:{option} is 00:05, which is hours and minutes; write 00:05:00 if that is meant, and 00:00:05 for minutes and seconds", LogLines());
        Log.Clear();
        await StartAsync(With("00:00:50"));
        Assert.DoesNotContain(LogLines(), line => line.Contains("hours and minutes", StringComparison.Ordinal));

        IConfiguration With(string text) => new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["GrowthBook:Writer:MaxRetryDelay"] = "00:30:00", [$"GrowthBook:{option}"] = text })
            .Build().GetSection("GrowthBook");
    }

    [Fact]
    public async Task Changes_after_the_start_are_logged_once_with_the_names_of_their_options()
    {
        var root = Of(("GrowthBook:PollingInterval", "00:01:00"), ("GrowthBook:SecureAttributeSalt", "secret-1"), ("Other:Name", "a"));
        var values = root.Providers.OfType<MemoryConfigurationProvider>().Single();
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(root.GetSection("GrowthBook")).UseSource(Hosts.Source("a"));
        var host = builder.Build();
        await host.StartAsync();
        Change("Other:Name", "b");
        Assert.DoesNotContain(LogLines(), IsOfChange);

        values.Set("GrowthBook:PollingInterval", "00:02:00");
        values.Set("GrowthBook:ForcedFeatures:dark-mode", "true");
        Change("GrowthBook:SecureAttributeSalt", "secret-2");
        root.Reload();
        Change("GrowthBook:Writer:Capacity", "no number");
        Assert.Equal(
            [
                "the configuration has changed: GrowthBook:ForcedFeatures, GrowthBook:PollingInterval, GrowthBook:SecureAttributeSalt; the client reads its options once, so restart the application to apply them",
                "the configuration has changed: GrowthBook:ForcedFeatures, GrowthBook:PollingInterval, GrowthBook:SecureAttributeSalt, GrowthBook:Writer:Capacity; the client reads its options once, so restart the application to apply them",
            ],
            LogLines().Where(IsOfChange));

        await host.StopAsync();
        host.Dispose();
        Log.Clear();
        Change("GrowthBook:QaMode", "true");
        Assert.DoesNotContain(LogLines(), IsOfChange);

        void Change(string key, string value)
        {
            values.Set(key, value);
            try
            {
                root.Reload();
            }
            catch (AggregateException)
            {
                // The monitor of the options refuses a value without the form of its option.
            }
        }
    }

    [Theory]
    [InlineData("GrowthBook:ClientKey")]
    [InlineData("growthbook:pollinginterval")]
    public void The_whole_configuration_in_the_place_of_its_section_is_an_error_with_the_call_to_write(string key)
    {
        const string Message = "AddGrowthBook got the whole configuration, whose options are in the section GrowthBook; pass the section with the options of the client, such as builder.Configuration.GetSection(\"GrowthBook\")";
        Assert.Contains(Message, FaultsOf(Of((key, "00:01:00"))));
        Assert.Contains(Message, FaultsOf(Of((key, "00:01:00"), ("Enabled", "true"))));
        Assert.Empty(FaultsOf(Of((key, "00:01:00"), ("ClientKey", "sdk-1"))));
    }

    /// <summary>The client has what it needs: it starts.</summary>
    [Fact]
    public void The_whole_configuration_next_to_options_of_another_call_is_no_error()
    {
        var root = Of(("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:PollingInterval", "00:01:00"));
        Assert.Empty(FaultsOf(root, services => services.Configure<GrowthBookOptions>(root.GetSection("GrowthBook"))));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook(root.GetSection("GrowthBook"))));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook(options => options.ClientKey = "sdk-2")));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook(options => options.PayloadFile = "features.json")));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook().UseSource(Hosts.Source("a"))));
    }

    [Fact]
    public async Task The_whole_configuration_of_a_client_that_works_is_a_warning_with_the_call_to_write()
    {
        const string Message = "AddGrowthBook got the whole configuration and reads no options in its section GrowthBook; pass that section, such as builder.Configuration.GetSection(\"GrowthBook\")";
        await StartAsync(Of(("GrowthBook:PollingInterval", "00:01:00")));
        Assert.Single(LogLines(), Message);
        Log.Clear();
        await StartAsync(Of(("GrowthBook:PollingInterval", "00:01:00"), ("PollingInterval", "00:02:00")));
        await StartAsync(Of(("GrowthBook:PollingInterval", "00:01:00")).GetSection("GrowthBook"));
        await StartAsync(Of(("Other:PollingInterval", "00:01:00")));
        Assert.DoesNotContain(Message, LogLines());
    }

    [Fact]
    public void A_whole_configuration_without_options_is_an_error_unless_the_client_needs_none()
    {
        var root = Of(("PATH", "/bin"));
        Assert.Contains(FaultsOf(root), fault => fault.StartsWith("AddGrowthBook got a whole configuration without ClientKey and PayloadFile; pass the section", StringComparison.Ordinal));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook().UseSource(Hosts.Source("a"))));
        Assert.Empty(FaultsOf(root, services => services.AddGrowthBook(options => options.PayloadFile = "features.json")));
    }

    [Fact]
    public async Task An_application_under_test_has_no_warnings_of_options()
    {
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(Of(("GrowthBook:Writer:Capacity", "5")).GetSection("GrowthBook"));
        builder.Services.AddGrowthBook().ClearParts().UseSource(Hosts.Source("a"));
        using var host = builder.Build();
        await host.StartAsync();
        Assert.DoesNotContain(LogLines(), line => line.Contains("has no effect", StringComparison.Ordinal));
        await host.StopAsync();
    }

    private static bool IsOfChange(string line) => line.StartsWith("the configuration has changed", StringComparison.Ordinal);

    private static IConfigurationRoot Of(params (string Key, string? Value)[] values) => (IConfigurationRoot)Hosts.Configuration(values);

    private static IReadOnlyList<string> FaultsOf(IConfiguration configuration, Action<IServiceCollection>? further = null)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(configuration);
        further?.Invoke(services);
        using var provider = services.BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().CurrentValue;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }

    private async Task StartAsync(IConfiguration configuration)
    {
        var builder = Hosts.Builder(Log);
        builder.Services.AddGrowthBook(configuration).UseSource(Hosts.Source("a"));
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
    }
}
