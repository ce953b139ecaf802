using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Forced features and variations of the options that cannot work are logged once, when a payload comes into use.</summary>
public sealed class ForcedKeysTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task Misspelt_keys_and_indices_out_of_range_are_logged_once()
    {
        var services = Services();
        await using var client = await Shop.StartAsync(services, options =>
        {
            options.ForcedFeatures["colour"] = "blue";
            options.ForcedFeatures["color"] = "blue";
            options.ForcedFeatures["unset"] = "";
            options.ForcedVariations["layout-tset"] = 1;
            options.ForcedVariations["layout-test"] = 2;
            options.ForcedVariations["moved"] = -1;
            options.ForcedVariations["of-the-code\u001b"] = 1;
        });
        string[] expected =
        [
            "417 ForcedFeatures of the options has colour, which is not in the payload; did you mean color?",
            "417 ForcedVariations of the options has layout-tset, which is not in the payload; did you mean layout-test?",
            "418 ForcedVariations of the options has of-the-code\\u001b, which is not in the payload, so it applies only where the code names this key",
            "419 ForcedVariations of the options has the index -1 for experiment moved, so its users are not in the experiment; the indices are 0 to 1",
            "419 ForcedVariations of the options has the index 2 for experiment layout-test, so its users are not in the experiment; the indices are 0 to 1",
        ];
        Assert.Equal(expected, Lines());
        var result = client.User(Shop.Ada).EvalFeature("layout");
        Assert.False(result.ExperimentResult?.InExperiment ?? false);
        Shop.SourceOf(services).Set(Shop.Json.Replace("2026-01-01", "2026-01-02", StringComparison.Ordinal));
        await client.RefreshAsync();
        Assert.Equal("2026-01-02T00:00:00Z", client.Payload.DateUpdated);
        Assert.Equal(expected, Lines());
    }

    /// <summary>Experiments of several rules can have one key: the index must fit one of them.</summary>
    [Fact]
    public async Task Keys_and_indices_of_the_payload_are_not_logged()
    {
        await using var client = await Shop.StartAsync(
            Services("""{"features":{"a":{"rules":[{"key":"e","variations":[1,2,3]}]},"b":{"rules":[{"key":"e","variations":[1,2]}]}}}"""),
            options => (options.ForcedFeatures["a"], options.ForcedVariations["e"]) = ("1", 2));
        Assert.Empty(Lines());
    }

    [Theory]
    [InlineData("sdk-1", 1)]
    [InlineData("", 0)]
    public async Task A_payload_file_next_to_a_client_key_is_logged(string clientKey, int lines)
    {
        var services = new ClientServices { LoggerFactory = new CollectingLoggerFactory(_log) };
        await using var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = clientKey, PayloadFile = "features.json" }, services);
        Assert.Equal(lines, _log.GetSnapshot().Count(record =>
            record.Message == "the payload comes from PayloadFile, and the server is not asked although there is a ClientKey; remove PayloadFile to load it from the server"));
    }

    private ClientServices Services(string json = Shop.Json) => Shop.Services(json) with { LoggerFactory = new CollectingLoggerFactory(_log) };

    private string[] Lines() =>
        [.. _log.GetSnapshot().Where(record => record.Id.Id is >= 417 and <= 419).Select(record => $"{record.Id.Id} {record.Message}").Order(StringComparer.Ordinal)];
}
