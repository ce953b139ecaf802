using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>A user is a value that evaluates like the pure evaluator, with one payload, and delivers its effects.</summary>
public sealed partial class UserTests
{
    [Fact]
    public async Task A_user_answers_under_the_names_of_the_other_SDKs()
    {
        await using var client = await Shop.StartAsync();
        var user = client.User(Shop.Ada);
        Assert.True(user.IsOn("color"));
        Assert.False(user.IsOff("color"));
        Assert.True(user.IsOff("zero"));
        Assert.False(user.IsOn("zero"));
        Assert.True(user.IsOn("swiss"));
        Assert.Equal("red", user.GetFeatureValue("color", "blue"));
        Assert.Equal("blue", user.GetFeatureValue("unknown", "blue"));
        Assert.Equal(7, user.GetFeatureValue("color", 7));
        Assert.Equal(FeatureResultSource.Experiment, user.EvalFeature("layout").Source);
        Assert.Equal("new", user.GetFeatureValue("layout", "old"));
        Assert.Equal(FeatureResultSource.UnknownFeature, user.EvalFeature("unknown").Source);
    }

    [Fact]
    public async Task Null_is_refused_with_the_name_of_the_parameter()
    {
        await using var client = await Shop.StartAsync();
        Assert.Equal("url", Assert.Throws<ArgumentNullException>(() => client.User(Attributes.Empty, null!)).ParamName);
        Assert.Equal("url", Assert.Throws<ArgumentNullException>(() => client.UserWithoutLookup(Attributes.Empty, null!)).ParamName);
        Assert.Equal("url", Assert.Throws<ArgumentNullException>(() => client.Context(Attributes.Empty, null!)).ParamName);
        Assert.Equal("url", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await client.UserAsync(Attributes.Empty, null!))).ParamName);
        var user = client.User(Attributes.Empty);
        Assert.Equal("url", Assert.Throws<ArgumentNullException>(() => user.WithUrl(null!)).ParamName);
        Assert.Equal("attributes", Assert.Throws<ArgumentNullException>(() => user.WithAttributes(null!)).ParamName);
        Assert.Equal("experimentKey", Assert.Throws<ArgumentNullException>(() => user.WithForcedVariation(null!, 0)).ParamName);
        Assert.Equal("featureKey", Assert.Throws<ArgumentNullException>(() => user.WithForcedFeature(null!, 0)).ParamName);
        Assert.Equal("experiment", Assert.Throws<ArgumentNullException>(() => user.Run(null!)).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => user.LogEvent(null!)).ParamName);
        Assert.Equal("change", Assert.Throws<ArgumentNullException>(() => user.With(null!)).ParamName);
    }

    [Fact]
    public async Task A_value_can_be_of_a_type_of_the_applications_own()
    {
        await using var client = await Shop.StartAsync(Shop.Services("""{"features":{"limits":{"defaultValue":{"Max":5}}}}"""));
        var user = client.User(Shop.Ada);
        Assert.Equal(new Limits(5), user.GetFeatureValue("limits", new Limits(1), Json.Default.Limits));
        Assert.Equal(new Limits(1), user.GetFeatureValue("none", new Limits(1), Json.Default.Limits));
    }

    [Fact]
    public async Task Experiments_in_code_and_redirects_have_their_exposures()
    {
        var seen = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [seen] });
        var user = client.User(Shop.Ada, "https://shop.example/old");
        var result = user.Run(new Experiment("in-code", "x", "y") { Weights = [0, 1] });
        Assert.Equal((true, 1), (result.InExperiment, result.VariationId));
        Assert.Equal("https://shop.example/new", user.EvalPage().Redirect!.Url);
        Assert.Null(client.User(Shop.Ada, "https://shop.example/").EvalPage().Redirect);
        Assert.Equal(["in-code", "moved"], seen.Exposures.Select(exposure => exposure.Experiment.Key));
        Assert.All(seen.Events, each => Assert.Equal(Shop.Now, each.Timestamp));
    }

    [Fact]
    public async Task Looking_has_no_effects()
    {
        var seen = new Recording();
        await using var client = await Shop.StartAsync(Shop.Services() with { Handlers = [seen], Observers = [seen] });
        var user = client.User(Shop.Ada);
        Assert.Equal("new", user.Explain("layout").Result.ValueOr(""));
        Assert.True(Evaluator.IsOn(user.Context, "layout").IsOn);
        Assert.Empty(seen.Events);
    }

    [Fact]
    public async Task A_changed_user_is_another_and_the_first_stays()
    {
        await using var client = await Shop.StartAsync();
        var ada = client.User(Shop.Ada);
        var before = ada.Context;
        Assert.False(ada.WithAttributes(new Attributes { ["country"] = "DE" }).IsOn("swiss"));
        Assert.Equal("old", ada.WithForcedVariation("layout-test", 0).GetFeatureValue("layout", ""));
        Assert.Equal("green", ada.WithForcedFeature("color", "green").GetFeatureValue("color", ""));
        Assert.NotNull(ada.WithUrl("https://shop.example/old").EvalPage().Redirect);
        Assert.Equal("old", ada.With(context => context with { QaMode = true }).GetFeatureValue("layout", ""));
        Assert.Same(before, ada.Context);
        Assert.True(ada.IsOn("swiss"));
        Assert.Equal("new", ada.GetFeatureValue("layout", ""));
        Assert.Equal("red", ada.GetFeatureValue("color", ""));
    }

    [Fact]
    public async Task Switches_of_the_options_hold_for_every_user()
    {
        await using var off = await Shop.StartAsync(configure: options => options.Enabled = false);
        Assert.Equal("old", off.User(Shop.Ada).GetFeatureValue("layout", ""));
        Assert.True(off.User(Shop.Ada).IsOn("swiss"));
        await using var qa = await Shop.StartAsync(configure: options => options.QaMode = true);
        Assert.Equal("old", qa.User(Shop.Ada).GetFeatureValue("layout", ""));
        Assert.Equal("new", qa.User(Shop.Ada).WithForcedVariation("layout-test", 1).GetFeatureValue("layout", ""));
        await using var forced = await Shop.StartAsync(configure: options => options.ForcedVariations["layout-test"] = 0);
        Assert.Equal("old", forced.User(Shop.Ada).GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task Forced_features_of_the_options_hold_for_every_user_and_a_users_own_win()
    {
        await using var forced = await Shop.StartAsync(configure: options => options.ForcedFeatures = new()
        {
            ["layout"] = "forced",
            ["page-size"] = "50",
            ["swiss"] = "True",
            ["unset"] = "",
            ["unset-too"] = null,
            ["text"] = "\"7\"",
            ["json"] = "{\"a\":[1]}",
            ["null"] = "null",
            ["odd"] = "1,2",
        });
        var user = forced.User(Shop.Ada);
        Assert.Equal(("forced", 50, true), (user.GetFeatureValue("layout", ""), user.GetFeatureValue("page-size", 0), user.EvalFeature("swiss").Value == true));
        Assert.Equal(("7", "1,2"), (user.GetFeatureValue("text", ""), user.GetFeatureValue("odd", "")));
        Assert.Equal("""{"a":[1]}""", user.EvalFeature("json").Value.ToJson());
        Assert.Equal((FeatureResultSource.Override, Value.Null.Instance), (user.EvalFeature("null").Source, user.EvalFeature("null").Value));
        Assert.All(["unset", "unset-too"], key => Assert.Equal(FeatureResultSource.UnknownFeature, user.EvalFeature(key).Source));
        Assert.Equal(("own", 50), (user.WithForcedFeature("layout", "own").GetFeatureValue("layout", ""), user.WithForcedFeature("layout", "own").GetFeatureValue("page-size", 0)));
        Assert.Equal("forced", (await forced.UserAsync(Attributes.Empty)).GetFeatureValue("layout", ""));
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("visual", false, true)]
    [InlineData("redirects", true, false)]
    [InlineData("cross-origin", true, false)]
    [InlineData("c-visual", false, true)]
    [InlineData("c-redirect", true, false)]
    public async Task Disabled_page_experiments_of_the_options_are_off_for_every_user(string disabled, bool changes, bool redirects)
    {
        const string json = """
            {"experiments":[{"key":"v","changeId":"c-visual","variations":[{},{"css":"a{}"}],"weights":[0,1]},
             {"key":"r","changeId":"c-redirect","variations":[{},{"urlRedirect":"https://b.example/new"}],"weights":[0,1],
              "urlPatterns":[{"type":"simple","pattern":"https://a.example/*","include":true}]}]}
            """;
        await using var client = await Shop.StartAsync(Shop.Services(json), options =>
        {
            options.DisableVisualExperiments = disabled == "visual";
            options.DisableUrlRedirectExperiments = disabled == "redirects";
            options.DisableCrossOriginUrlRedirectExperiments = disabled == "cross-origin";
            if (disabled.StartsWith("c-", StringComparison.Ordinal))
                options.BlockedChangeIds = [disabled];
        });
        var user = client.User(Shop.Ada, "https://a.example/");
        var switchedOn = user.With(context => context with
        {
            DisableVisualExperiments = false,
            DisableUrlRedirectExperiments = false,
            DisableCrossOriginUrlRedirectExperiments = false,
            BlockedChangeIds = [],
        });
        foreach (var page in new[] { user.EvalPage(), switchedOn.EvalPage() })
            Assert.Equal((changes, redirects), (page.VisualChanges.Length == 1, page.Redirect is not null));
    }

    [Fact]
    public async Task The_options_switch_the_query_string_off_for_every_user()
    {
        await using var client = await Shop.StartAsync(configure: options => options.DisableQueryStringVariations = true);
        var visitor = new Attributes { ["id"] = "u-1" };
        const string forcing = "https://shop.example/?layout-test=1", other = "https://shop.example/?layout-test=0";
        var expected = client.User(visitor).GetFeatureValue("layout", "");
        foreach (var url in new[] { forcing, other })
        {
            var user = client.User(visitor, url);
            Assert.Equal(expected, user.GetFeatureValue("layout", ""));
            Assert.Equal(expected, user.With(context => context with { DisableQueryStringVariations = false }).GetFeatureValue("layout", ""));
        }
    }

    [Fact]
    public async Task A_user_cannot_lift_a_switch_of_the_client_and_its_forced_values_win()
    {
        await using var off = await Shop.StartAsync(configure: options => options.Enabled = false);
        Assert.Equal("old", off.User(Shop.Ada).With(context => context with { Enabled = true }).GetFeatureValue("layout", ""));
        await using var qa = await Shop.StartAsync(configure: options => options.QaMode = true);
        Assert.Equal("old", qa.User(Shop.Ada).With(context => context with { QaMode = false }).GetFeatureValue("layout", ""));

        await using var forced = await Shop.StartAsync(
            Shop.Services() with { GlobalAttributes = new Attributes { ["country"] = "CH" } },
            options => (options.ForcedVariations["layout-test"], options.ForcedVariations["moved"]) = (0, 0));
        var user = forced.User(Shop.Ada).With(context => context with { ForcedVariations = ImmutableDictionary<string, int>.Empty.Add("moved", 1), Url = "https://shop.example/old" });
        Assert.Equal("old", user.GetFeatureValue("layout", ""));
        Assert.NotNull(user.EvalPage().Redirect);
        Assert.Equal("new", user.WithForcedVariation("layout-test", 1).GetFeatureValue("layout", ""));
        Assert.Equal("new", user.WithUrl("https://shop.example/?layout-test=1").GetFeatureValue("layout", ""));
        Assert.True(user.With(context => context with { Attributes = new Attributes { ["id"] = "bob" } }).IsOn("swiss"));
        Assert.False(user.With(context => context with { Attributes = new Attributes { ["country"] = "DE" } }).IsOn("swiss"));
        await using var features = await Shop.StartAsync(configure: options => options.ForcedFeatures = new() { ["color"] = "forced", ["zero"] = "1" });
        var other = features.User(Shop.Ada).With(context => context with { ForcedFeatureValues = new Value.Object([new("color", "own")]) });
        Assert.Equal(("own", 1), (other.GetFeatureValue("color", ""), other.GetFeatureValue("zero", 0)));
        Assert.Equal("none", user.With(context => context with { Enabled = false }).WithForcedFeature("layout", "none").GetFeatureValue("layout", ""));
    }

    [Fact]
    public async Task Options_that_change_later_have_no_effect()
    {
        GrowthBookOptions? kept = null;
        await using var client = await Shop.StartAsync(configure: options => kept = options);
        kept!.Enabled = false;
        kept.QaMode = true;
        kept.ForcedVariations["layout-test"] = 0;
        kept.ForcedFeatures["layout"] = "old";
        kept.SecureAttributes.Add("country");
        var user = client.User(Shop.Ada);
        Assert.Equal("new", user.GetFeatureValue("layout", ""));
        Assert.True(user.IsOn("swiss"));
    }

    [Fact]
    public async Task Global_attributes_are_every_users_and_a_users_own_win()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { GlobalAttributes = new Attributes { ["country"] = "CH", ["region"] = "eu" } });
        Assert.True(client.User(new Attributes { ["id"] = "1" }).IsOn("swiss"));
        Assert.False(client.User(new Attributes { ["id"] = "1", ["country"] = "DE" }).IsOn("swiss"));
        Assert.Equal(new Attributes { ["country"] = "DE", ["region"] = "eu", ["id"] = "1" }, client.User(new Attributes { ["id"] = "1", ["country"] = "DE" }).Attributes);
    }

    [Fact]
    public async Task Global_attributes_are_replaced_for_later_users_only()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { GlobalAttributes = new Attributes { ["country"] = "CH", ["region"] = "eu" } }, options =>
        {
            options.SecureAttributeSalt = "salt";
            options.SecureAttributes = ["host"];
        });
        var earlier = client.User(new Attributes { ["id"] = "1" });
        client.GlobalAttributes = new Attributes { ["country"] = "DE", ["host"] = "web-1" };
        var expected = new Attributes { ["country"] = "DE", ["host"] = SecureAttributes.Hash("salt", "web-1") };
        Assert.Equal(expected, client.GlobalAttributes);
        Assert.Equal(expected.With("id", "1"), client.User(new Attributes { ["id"] = "1" }).Attributes);
        Assert.Equal(expected.With("country", "CH"), (await client.UserAsync(new Attributes { ["country"] = "CH" })).Attributes);
        Assert.Equal(new Attributes { ["country"] = "CH", ["region"] = "eu", ["id"] = "1" }, earlier.Attributes);
        Assert.Throws<ArgumentNullException>("value", () => client.GlobalAttributes = null!);
    }

    [Fact]
    public async Task A_user_never_has_a_mixture_of_two_sets_of_global_attributes()
    {
        await using var client = await Shop.StartAsync(Shop.Services() with { GlobalAttributes = Both(0) });
        using var done = new CancellationTokenSource();
        var replacing = Task.Run(() =>
        {
            for (var i = 1; i <= 20_000; i++)
                client.GlobalAttributes = Both(i);
            done.Cancel();
        });
        do
        {
            var seen = client.User(new Attributes { ["id"] = "1" }).Attributes;
            Assert.Equal(seen["a"], seen["b"]);
        }
        while (!done.IsCancellationRequested);
        await replacing;
        Assert.Equal(Both(20_000).With("id", "1"), client.User(new Attributes { ["id"] = "1" }).Attributes);

        static Attributes Both(int number) => new() { ["a"] = number, ["b"] = number };
    }

    [Fact]
    public async Task Secure_attributes_are_hashed_once_wherever_they_come_from()
    {
        var hash = SecureAttributes.Hash("salt", "ada@example.com");
        var json = $$$$"""{"features":{"f":{"defaultValue":false,"rules":[{"condition":{"email":"{{{{hash}}}}"},"force":true}]}}}""";
        var known = new Attributes { ["email"] = "ada@example.com" };
        static void Secure(GrowthBookOptions options)
        {
            options.SecureAttributeSalt = "salt";
            options.SecureAttributes = ["email", "email", "phone"];
        }
        await using var client = await Shop.StartAsync(Shop.Services(json), Secure);
        Assert.True(client.User(known).IsOn("f"));
        Assert.True((await client.UserAsync(known)).IsOn("f"));
        Assert.True(client.User(Attributes.Empty).WithAttributes(known).IsOn("f"));
        var other = client.User(known).WithAttributes(new Attributes { ["phone"] = "123", ["plan"] = "pro" });
        Assert.True(other.IsOn("f"));
        Assert.Equal(new Attributes { ["email"] = hash, ["phone"] = SecureAttributes.Hash("salt", "123"), ["plan"] = "pro" }, other.Attributes);
        await using var global = await Shop.StartAsync(Shop.Services(json) with { GlobalAttributes = known }, Secure);
        Assert.True(global.User(new Attributes { ["plan"] = "pro" }).IsOn("f"));
    }

    [Fact]
    public async Task Before_there_is_a_payload_features_have_the_fallbacks_of_the_code()
    {
        await using var client = new GrowthBookClient(new GrowthBookOptions { UpdateMode = PayloadUpdateMode.Manual }, Shop.Services());
        Assert.Null(client.Current);
        Assert.Same(Payload.Empty, client.Payload);
        Assert.Equal("blue", client.User(Shop.Ada).GetFeatureValue("color", "blue"));
    }

    [Fact]
    public async Task A_user_keeps_its_payload_after_a_refresh()
    {
        var services = Shop.Services(Payloads.Of("a"));
        await using var client = await Shop.StartAsync(services);
        var user = client.User(Shop.Ada);
        var heard = new List<string?>();
        using (client.Subscribe(snapshot => heard.Add(Payloads.NameOf(snapshot))))
        {
            Shop.SourceOf(services).Set(Payloads.Of("b"));
            Assert.IsType<RefreshResult.Updated>(await client.RefreshAsync());
        }
        Assert.Equal("a", user.GetFeatureValue("name", ""));
        Assert.Equal("b", client.User(Shop.Ada).GetFeatureValue("name", ""));
        Assert.Contains("b", heard);
    }

    [Fact]
    public async Task Answers_of_one_user_agree_during_any_number_of_payload_swaps()
    {
        static string Both(int number) => $$$$$"""{"features":{"a":{"defaultValue":{{{{{number}}}}}},"b":{"defaultValue":false,"rules":[{"condition":{"id":"ada"},"force":{{{{{number}}}}}}]}}}""";
        var services = Shop.Services(Both(0));
        await using var client = await Shop.StartAsync(services);
        using var end = new CancellationTokenSource();
        var evaluations = 0;
        var threads = Enumerable.Range(0, 64).Select(_ => Task.Factory.StartNew(
            () =>
            {
                var last = 0;
                while (!end.IsCancellationRequested)
                {
                    var user = client.User(Shop.Ada);
                    var (a, b) = (user.GetFeatureValue("a", -1), user.GetFeatureValue("b", -2));
                    Assert.Equal(a, b);
                    Assert.True(a >= last, "an older payload came back");
                    last = a;
                    Interlocked.Increment(ref evaluations);
                }
                return last;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        for (var swap = 1; swap <= 1000; swap++)
        {
            Shop.SourceOf(services).Set(Both(swap));
            await client.RefreshAsync();
        }
        await Eventually.TrueAsync(() => client.User(Shop.Ada).GetFeatureValue("a", 0) == 1000, "the last payload");
        var soFar = Volatile.Read(ref evaluations);
        await Eventually.TrueAsync(() => Volatile.Read(ref evaluations) > soFar + 100, "evaluations with the last payload");
        await end.CancelAsync();
        var lasts = await Task.WhenAll(threads);
        Assert.Contains(1000, lasts);
    }

    [Theory]
    [InlineData("color")]
    [InlineData("swiss")]
    [InlineData("unknown")]
    [InlineData("gated")]
    public async Task Without_handlers_a_user_takes_no_more_memory_than_the_pure_evaluator(string feature)
    {
        await using var client = await Shop.StartAsync();
        var user = client.User(Shop.Ada);
        var pure = AllocatedBytes.Of(() => _ = Evaluator.EvalFeature(user.Context, feature));
        Assert.Equal(pure, AllocatedBytes.Of(() => user.EvalFeature(feature)));
    }

    [Fact]
    public async Task Null_arguments_throw_at_the_call()
    {
        await using var client = await Shop.StartAsync();
        var user = client.User(Shop.Ada);
        Assert.Throws<ArgumentNullException>("attributes", () => client.User(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("attributes", async () => await client.UserAsync((Attributes)null!));
        Assert.Throws<ArgumentNullException>("change", () => user.With(null!));
        Assert.Throws<ArgumentException>("change", () => user.With(_ => null!));
        Assert.Throws<ArgumentNullException>("attributes", () => user.WithAttributes(null!));
        Assert.Throws<ArgumentNullException>("url", () => user.WithUrl(null!));
        Assert.Throws<ArgumentNullException>("experimentKey", () => user.WithForcedVariation(null!, 0));
        Assert.Throws<ArgumentNullException>("featureKey", () => user.WithForcedFeature(null!, 0));
        Assert.Throws<ArgumentNullException>("options", () => new GrowthBookClient(null!));
    }

    public sealed record Limits(int Max);

    [JsonSerializable(typeof(Limits))]
    private sealed partial class Json : JsonSerializerContext;

    /// <summary>Such as a claim of a type of numbers; SHA-256 of the salt and the text.</summary>
    [Fact]
    public async Task A_secure_number_is_hashed_as_its_text()
    {
        await using var client = await Shop.StartAsync(Shop.Services(), options => (options.SecureAttributeSalt, options.SecureAttributes) = ("a", ["n", "flag", "all", "text", "zero", "none"]));
        var attributes = client.User(new Attributes { ["n"] = 5, ["flag"] = true, ["all"] = new Value.Array([1.5, "x"]), ["text"] = "5", ["open"] = 5, ["zero"] = 0, ["none"] = double.NaN }).Attributes;
        Assert.Equal(SecureAttributes.Hash("a", "5"), attributes["n"]);
        Assert.Equal(SecureAttributes.Hash("a", "5"), attributes["text"]);
        Assert.Equal((true, 0, double.NaN), (attributes["flag"], attributes["zero"], attributes["none"]));
        Assert.Equal(new Value.Array([SecureAttributes.Hash("a", "1.5"), SecureAttributes.Hash("a", "x")]), attributes["all"]);
        Assert.Equal(5, attributes["open"]);
    }
}
