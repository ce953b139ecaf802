using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Forced features and variations that cannot work are logged once per key: those of the options when a payload comes into use.</summary>
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
            options.ForcedVariations["layout-tset"] = 1;
            options.ForcedVariations["layout-test"] = 2;
            options.ForcedVariations["moved"] = -1;
            options.ForcedVariations["of-the-code\u001b"] = 1;
        });
        string[] expected =
        [
            "417 a forced experiment of the options is not in the payload: `layout-tset`; did you mean `layout-test`?",
            "417 a forced feature of the options is not in the payload: `colour`; did you mean `color`?",
            "418 a forced experiment of the options is not in the payload, so it applies only where the code names this key: `of-the-code\\u001b`",
            "419 a forced variation of the options does not exist, so users are not in experiment `layout-test`: it has the index 2, and the indices are 0 to 1",
            "419 a forced variation of the options does not exist, so users are not in experiment `moved`: it has the index -1, and the indices are 0 to 1",
        ];
        Assert.Equal(expected, Lines());
        var result = client.User(Shop.Ada).EvalFeature("layout");
        Assert.False(result.ExperimentResult?.InExperiment ?? false);
        Shop.SourceOf(services).Set(Shop.Json.Replace("2026-01-01", "2026-01-02", StringComparison.Ordinal));
        await client.RefreshAsync();
        Assert.Equal("2026-01-02T00:00:00Z", client.Payload.DateUpdated);
        Assert.Equal(expected, Lines());
    }

    /// <summary>With a text that no variation and no rule has, each section and gate for a value is closed.</summary>
    [Theory]
    [InlineData("onepage", "one-page")]
    [InlineData("One-Page", "one-page")]
    [InlineData("expres", "express")]
    [InlineData("clasic", "classic")]
    [InlineData("one-page", null)]
    [InlineData("express", null)]
    [InlineData("two-steps", null)] // can be a value that is not published yet
    public async Task A_forced_text_that_is_nearly_a_value_of_the_feature_is_logged_once(string text, string? nearest)
    {
        const string Json = """
            {"features":{"checkout":{"defaultValue":"classic","rules":[{"condition":{"plan":"pro"},"force":"one-page"},{"key":"x","variations":["classic","express",3,null]}]} } }
            """;
        await using var client = await Shop.StartAsync(Shop.Services(Json) with { LoggerFactory = new CollectingLoggerFactory(_log) }, options => options.ForcedFeatures["checkout"] = text);
        _ = client.User(Shop.Ada).WithForcedFeature("checkout", text).EvalFeature("checkout");

        string[] Origins() => [.. _log.GetSnapshot().Where(record => record.Id == 463).Select(record => record.Message)];
        Assert.Equal(
            nearest is null ? [] : new[] { "the options", "a user" }.Select(origin =>
                $"a forced text of {origin} is none of the values of feature `checkout`, and one of them differs by a few characters: did you mean `{nearest}`? Ignore this line if the value is not published yet"),
            Origins());
        _ = client.User(Shop.Ada).WithForcedFeature("checkout", text).EvalFeature("checkout");
        Assert.Equal(nearest is null ? 0 : 2, Origins().Length);
    }

    /// <summary>A configuration has texts only, and a text that is no JSON is a string, which is on.</summary>
    [Theory]
    [InlineData("swiss", "off", "a string", "a boolean", "on", "write false")]
    [InlineData("swiss", "No", "a string", "a boolean", "on", "write false")]
    [InlineData("swiss", " disabled", "a string", "a boolean", "on", "write false")]
    [InlineData("swiss", "FALSE", "a string", "a boolean", "on", "write false")]
    [InlineData("swiss", "0", "a number", "a boolean", "off", "write false")]
    [InlineData("swiss", "\"\"", "a string", "a boolean", "off", "write false")]
    [InlineData("swiss", "yes", "a string", "a boolean", "on", "write true")]
    [InlineData("swiss", "1", "a number", "a boolean", "on", "write true")]
    [InlineData("swiss", "CH", "a string", "a boolean", "on", "write true or false")]
    [InlineData("swiss", "[]", "an array", "a boolean", "on", "write true or false")]
    [InlineData("zero", "1 000", "a string", "a number", "on", "write a number")]
    [InlineData("color", "7", "a number", "a string", "on", "write a text, with quotation marks where JSON is read")]
    [InlineData("theme", "dark", "a string", "an object", "on", "write an object as JSON")]
    public async Task A_value_of_another_kind_is_logged_once(string feature, string text, string kind, string own, string state, string mend)
    {
        var services = Shop.Services(Themed) with { LoggerFactory = new CollectingLoggerFactory(_log) };
        await using var client = await Shop.StartAsync(services, options => options.ForcedFeatures[feature] = text);
        Shop.SourceOf(services).Set(Themed.Replace("2026-01-01", "2026-01-02", StringComparison.Ordinal));
        await client.RefreshAsync();
        client.User(Shop.Ada).With(context => context with { QaMode = true });
        Assert.Equal([$"446 a forced value of the options is of another kind than feature `{feature}`: it is {kind}, and the feature's own value is {own}; with it the feature is {state}; {mend}"], Lines());
        Assert.Equal(state == "on", client.User(Shop.Ada).IsOn(feature));
    }

    /// <summary>Null fits each kind, and a feature without a default value has the kind of its rules.</summary>
    [Fact]
    public async Task Values_of_the_features_kind_are_not_logged()
    {
        await using var client = await Shop.StartAsync(Shop.Services(Themed) with { LoggerFactory = new CollectingLoggerFactory(_log) }, options =>
        {
            (options.ForcedFeatures["swiss"], options.ForcedFeatures["zero"], options.ForcedFeatures["color"]) = ("True", "1.5", "off");
            (options.ForcedFeatures["theme"], options.ForcedFeatures["layout"], options.ForcedFeatures["empty"]) = ("null", "wide", "off");
            options.ForcedFeatures["by-rules"] = "2";
        });
        Assert.Empty(Lines());
        var user = client.User(Shop.Ada).WithForcedFeature("by-rules", "off");
        user.WithForcedFeature("by-rules", Value.Null.Instance).WithForcedFeature("zero", "12345678901234567");
        Assert.Equal(["414", "446"], Lines().Select(line => line[..3]).Order(StringComparer.Ordinal));
    }

    /// <summary>A feature can have values of several kinds, and objects and arrays are both JSON features.</summary>
    [Theory]
    [InlineData("false", "\"blue\"", "blue", true)]
    [InlineData("false", "\"blue\"", "true", true)]
    [InlineData("false", "\"blue\"", "7", false)]
    [InlineData("{}", "{}", "[]", true)]
    [InlineData("[]", "null", "{}", true)]
    [InlineData("null", "[]", "blue", false)]
    public async Task A_value_of_a_kind_that_one_value_of_the_feature_has_is_not_logged(string defaultValue, string rule, string forced, bool fits)
    {
        var services = Shop.Services($$"""{"features":{"f":{"defaultValue":{{defaultValue}},"rules":[{"force":{{rule}} }]} } }""") with { LoggerFactory = new CollectingLoggerFactory(_log) };
        await using var client = await Shop.StartAsync(services, options => options.ForcedFeatures["f"] = forced);
        Assert.Equal(fits ? [] : ["446"], Lines().Select(line => line[..3]));
    }

    [Fact]
    public async Task A_value_of_another_kind_that_a_user_forces_is_logged_once()
    {
        await using var client = await Shop.StartAsync(Services(), options => options.ForcedFeatures["zero"] = "5");
        for (var i = 0; i < 2; i++)
        {
            client.User(Shop.Ada).WithForcedFeature("swiss", "off");
            client.User(Shop.Ada).With(context => context with { ForcedFeatureValues = context.ForcedFeatureValues.With("zero", false) });
        }
        Assert.Equal(
            [
                "446 a forced value of a user is of another kind than feature `swiss`: it is a string, and the feature's own value is a boolean; with it the feature is on; write false",
                "446 a forced value of a user is of another kind than feature `zero`: it is a boolean, and the feature's own value is a number; with it the feature is off; write a number",
            ],
            Lines());
    }

    [Fact]
    public async Task A_feature_without_a_value_is_logged()
    {
        await using var client = await Shop.StartAsync(Services(), options =>
        {
            options.ForcedFeatures["color"] = null;
            options.ForcedFeatures["layout"] = "";
            options.ForcedFeatures["zero"] = "null";
        });
        Assert.Equal("red", client.User(Shop.Ada).GetFeatureValue("color", ""));
        Assert.Equal(
            [
                "425 the option ForcedFeatures has no value for feature `color`, which forces nothing; write the JSON text `null` or `\"\"`, with its quotation marks, or remove the key",
                "425 the option ForcedFeatures has no value for feature `layout`, which forces nothing; write the JSON text `null` or `\"\"`, with its quotation marks, or remove the key",
            ],
            Lines());
    }

    [Fact]
    public async Task An_object_of_a_configuration_is_logged_with_its_form_as_text()
    {
        await using var client = await Shop.StartAsync(Services(), options =>
        {
            options.ForcedFeatures["color:accent:dark"] = "#222";
            options.ForcedFeatures["other:accent"] = "#222";
        });
        client.User(Shop.Ada);
        Assert.Equal(
            [
                "418 a forced feature of the options is not in the payload, so it applies only where the code names this key: `other:accent`",
                "420 a forced feature of the options is not in the payload: `color:accent:dark`; a configuration splits an object into such keys: write the object of feature `color` as JSON text, such as \"{\\\"columns\\\": 3}\"",
            ],
            Lines());
    }

    [Fact]
    public async Task The_key_of_a_feature_in_place_of_an_experiment_and_the_reverse_are_told_apart()
    {
        await using var client = await Shop.StartAsync(Services(), options =>
        {
            options.ForcedVariations["layout"] = 1;
            options.ForcedVariations["color"] = 1;
            options.ForcedFeatures["layout-test"] = "new";
            options.ForcedFeatures["moved"] = "new";
        });
        Assert.Equal(
            [
                "421 a forced experiment of the options is a feature: `color`; force an experiment of its rules by the key of the experiment (it has none), or the value of the feature",
                "421 a forced experiment of the options is a feature: `layout`; force an experiment of its rules by the key of the experiment (layout-test), or the value of the feature",
                "422 a forced feature of the options is an experiment: `layout-test`; force a variation of the experiment, or a feature by its own key",
                "422 a forced feature of the options is an experiment: `moved`; force a variation of the experiment, or a feature by its own key",
            ],
            Lines());
    }

    [Fact]
    public async Task Keys_and_indices_that_a_user_forces_are_logged_once_too()
    {
        await using var client = await Shop.StartAsync(Services(), options => options.ForcedFeatures["color"] = "blue");
        for (var i = 0; i < 3; i++)
        {
            var user = client.User(Shop.Ada).WithForcedFeature("colour", "blue").WithForcedFeature("color", "blue").WithForcedVariation("layout-tset", 1)
                .WithForcedVariation("layout-test", 2).With(context => context with { ForcedVariations = context.ForcedVariations.SetItem("moved", -1) });
            Assert.Equal("blue", user.EvalFeature("colour").Value);
            user.With(context => context with { ForcedFeatureValues = context.ForcedFeatureValues.With("of-the-code\u001b", 1) });
        }
        Assert.Equal(
            [
                "417 a forced experiment of a user is not in the payload: `layout-tset`; did you mean `layout-test`?",
                "417 a forced feature of a user is not in the payload: `colour`; did you mean `color`?",
                "418 a forced feature of a user is not in the payload, so it applies only where the code names this key: `of-the-code\\u001b`",
                "419 a forced variation of a user does not exist, so users are not in experiment `layout-test`: it has the index 2, and the indices are 0 to 1",
                "419 a forced variation of a user does not exist, so users are not in experiment `moved`: it has the index -1, and the indices are 0 to 1",
            ],
            Lines());
    }

    /// <summary>A visitor's cookie or query can force values: the number of logged keys is bounded.</summary>
    [Fact]
    public async Task A_hundred_forced_keys_of_users_are_logged()
    {
        await using var client = await Shop.StartAsync(Services());
        for (var i = 0; i < 150; i++)
            client.User(Shop.Ada).WithForcedFeature($"of visitor {i}", 1);
        Assert.Equal(100, Lines().Length);
    }

    /// <summary>A prefix for each colon would be a square: 5,000,000,000 characters of the longest key.</summary>
    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public async Task A_forced_key_of_colons_costs_no_more_than_its_length(int colons)
    {
        await using var client = await Shop.StartAsync(Services());
        var forced = client.ForcedByUsers!;
        forced.CheckFeature(client.Payload, ":", Value.Null.Instance);
        var key = new string(':', colons);
        Assert.InRange(AllocatedBytes.During(() => forced.CheckFeature(client.Payload, key, Value.Null.Instance)), 1, 8L * colons);
        Assert.Equal(2, Lines().Length);
    }

    [Fact]
    public async Task Before_the_first_payload_no_forced_key_is_logged()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions { ClientKey = "sdk-1", UpdateMode = PayloadUpdateMode.Manual }, Services());
        client.User(Shop.Ada).WithForcedFeature("colour", "blue").WithForcedVariation("layout-tset", 1);
        Assert.Empty(Lines());
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

    private static string Themed { get; } = Shop.Json.Replace(
        "{\"features\":{",
        """{"features":{"theme":{"defaultValue":{"dark":false}},"empty":{"defaultValue":null},"by-rules":{"defaultValue":null,"rules":[{"force":null},{"force":1}]},""",
        StringComparison.Ordinal);

    private string[] Lines() =>
        [.. _log.GetSnapshot().Where(record => record.Id.Id is 414 or (>= 417 and <= 422) or 425 or 446).Select(record => $"{record.Id.Id} {record.Message}").Order(StringComparer.Ordinal)];
}
