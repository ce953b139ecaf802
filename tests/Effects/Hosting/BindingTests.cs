using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GrowthBook.Client.Tests.Hosting;

/// <summary>Options of configuration files. The library's own call of the binder is the generated one on net10.0.</summary>
public sealed class BindingTests
{
    private const string AppSettings = """
        {"GrowthBook":{
          "ClientKey":"sdk-abc","ApiHost":"https://gb.shop.example","StreamingHost":"https://stream.shop.example","DecryptionKey":"Ns04T5n9+59rl2x3SlNHtQ==",
          "Headers":{"X-A":"1"},"StreamingHeaders":{"X-B":"2"},"RequestTimeout":"00:00:05","PayloadFile":"features.json","UpdateMode":"Streaming",
          "TimeToLive":"00:02:00","MaxTimeToLive":"12:00:00","OlderPayloadDelay":"00:06:00","StaleWhileRevalidate":"00:03:00","PollingInterval":"00:04:00","StreamWithoutOffer":true,"CacheDirectory":"cache",
          "RemoteEvaluation":true,"RemoteEvaluationTimeout":"00:00:04","MaxRemoteEvaluations":5,"RemoteEvaluationCacheBytes":6,"CacheKeyAttributes":["id"],"MaxPayloadBytes":8,"KeepsPayloadText":true,"StartTimeout":"00:00:02","StartFromInitialPayload":true,"Enabled":false,"QaMode":true,"ForcedVariations":{"exp":1},
          "ForcedFeatures":{"dark-mode":true,"page-size":20.5,"theme":"blue","layout":"{\"columns\":[1,\"2\"]}","off":false,"nothing":"null","unset":""},
          "DisableVisualExperiments":true,"DisableUrlRedirectExperiments":true,"DisableCrossOriginUrlRedirectExperiments":true,"DisableQueryStringVariations":true,"LogExceptionMessages":true,"BlockedChangeIds":["c1","c2"],
          "SecureAttributeSalt":"salt","SecureAttributes":["email","phone"],"StickyBucketTimeout":"00:00:03","DeduplicationCapacity":7,
          "DeduplicationAttributes":["company"],"StickyBucketIdentifierAttributes":["id","device"],
          "Writer":{"Capacity":1,"BatchSize":2,"MaxBatchDelay":"00:00:06","FullQueue":"DropOldest","MaxAttempts":3,"SplitFailedBatches":false,
            "RetryDelay":"00:00:07","MaxRetryDelay":"00:00:08","AttemptTimeout":"00:00:09","StopTimeout":"00:00:10"}}}
        """;

    [Fact]
    public void Every_option_binds_from_configuration()
    {
        var options = Bound(AppSettings);
        Assert.Equal(("sdk-abc", "https://gb.shop.example", "https://stream.shop.example", "Ns04T5n9+59rl2x3SlNHtQ=="), (options.ClientKey, options.ApiHost, options.StreamingHost, options.DecryptionKey));
        Assert.Equal(("1", "2"), (options.Headers["X-A"], options.StreamingHeaders!["X-B"]));
        Assert.Equal((5, 2, 3), (options.RequestTimeout.TotalSeconds, options.StartTimeout!.Value.TotalSeconds, options.StickyBucketTimeout.TotalSeconds));
        Assert.Equal(4, options.RemoteEvaluationTimeout.TotalSeconds);
        Assert.Equal((2, 3, 4), (options.TimeToLive!.Value.TotalMinutes, options.StaleWhileRevalidate!.Value.TotalMinutes, options.PollingInterval.TotalMinutes));
        Assert.Equal(("features.json", "cache", PayloadUpdateMode.Streaming), (options.PayloadFile, options.CacheDirectory, options.UpdateMode));
        Assert.Equal((true, true, false, true, true), (options.StreamWithoutOffer, options.RemoteEvaluation, options.Enabled, options.QaMode, options.StartFromInitialPayload));
        Assert.Equal(1, Assert.Single(options.ForcedVariations, forced => forced.Key == "exp").Value);
        Assert.Equal("""{"dark-mode":true,"layout":{"columns":[1,"2"]},"nothing":null,"off":false,"page-size":20.5,"theme":"blue"}""", ForcedBy(options));
        Assert.Equal((true, true, true), (options.DisableVisualExperiments, options.DisableUrlRedirectExperiments, options.DisableCrossOriginUrlRedirectExperiments));
        Assert.True(options.DisableQueryStringVariations && options.LogExceptionMessages);
        Assert.Equal((TimeSpan.FromHours(12), TimeSpan.FromMinutes(6)), (options.MaxTimeToLive, options.OlderPayloadDelay));
        Assert.Equal(["c1", "c2"], options.BlockedChangeIds);
        Assert.Equal("salt", options.SecureAttributeSalt);
        Assert.Equal(["email", "phone"], options.SecureAttributes);
        Assert.Equal(7, options.DeduplicationCapacity);
        Assert.Equal(["company"], options.DeduplicationAttributes);
        Assert.Equal(["id", "device"], options.StickyBucketIdentifierAttributes);
        Assert.Equal((5, 6), (options.MaxRemoteEvaluations, options.RemoteEvaluationCacheBytes));
        Assert.Equal(["id"], options.CacheKeyAttributes);
        Assert.Equal(8, options.MaxPayloadBytes);
        Assert.True(options.KeepsPayloadText);
        var writer = options.Writer;
        Assert.Equal((1, 2, 3, FullQueuePolicy.DropOldest, false), (writer.Capacity, writer.BatchSize, writer.MaxAttempts, writer.FullQueue, writer.SplitFailedBatches));
        Assert.Equal((6, 7, 8), (writer.MaxBatchDelay.TotalSeconds, writer.RetryDelay.TotalSeconds, writer.MaxRetryDelay.TotalSeconds));
        Assert.Equal((9, 10), (writer.AttemptTimeout.TotalSeconds, writer.StopTimeout.TotalSeconds));
    }

    [Fact]
    public void No_option_was_forgotten_above()
    {
        var (bound, unset) = (Bound(AppSettings), new GrowthBookOptions());
        foreach (var property in typeof(GrowthBookOptions).GetProperties().Where(property => property.Name != nameof(GrowthBookOptions.Writer)))
            Assert.True(Text(property.GetValue(bound)) != Text(property.GetValue(unset)), property.Name);
        foreach (var property in typeof(EffectWriterOptions).GetProperties())
            Assert.True(Text(property.GetValue(bound.Writer)) != Text(property.GetValue(unset.Writer)), property.Name);

        static string? Text(object? value) => value is System.Collections.IEnumerable and not string
            ? string.Join(",", ((System.Collections.IEnumerable)value).Cast<object>())
            : value?.ToString();
    }

    [Fact]
    public void Nulls_and_absent_members_leave_the_defaults()
    {
        var options = Bound("""{"GrowthBook":{"ClientKey":"sdk-abc","ApiHost":null,"Headers":null,"SecureAttributes":null,"Writer":null,"TimeToLive":null,"DeduplicationAttributes":null}}""");
        Assert.Empty(options.Validate());
        Assert.Equal(GrowthBookOptions.DefaultApiHost, options.ApiHost);
        Assert.Null(options.TimeToLive);
    }

    /// <summary>A configuration separates the parts of a key by colons, too.</summary>
    [Fact]
    public void Forced_variations_and_features_have_keys_with_colons()
    {
        var options = Bound("""
            {"GrowthBook":{"ForcedVariations":{"plain":1,"shop:checkout":2,"shop:checkout:late":3,"shop":4,"a:b":0,"a::b":5},
             "ForcedFeatures":{"shop:layout":"{\"columns\":3}","shop:dark":true,"plain":"x"}}}
            """);
        Assert.Equal(
            ["a::b=5", "a:b=0", "plain=1", "shop:checkout:late=3", "shop:checkout=2", "shop=4"],
            options.ForcedVariations.Select(forced => $"{forced.Key}={forced.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["plain=x", "shop:dark=True", """shop:layout={"columns":3}"""], options.ForcedFeatures.Select(forced => $"{forced.Key}={forced.Value}").Order(StringComparer.Ordinal));
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:ForcedVariations:shop:checkout", "many")));
        Assert.Equal(["GrowthBook:ForcedVariations:shop:checkout must be an integer such as 1, was many"], e.Failures);
        Assert.Empty(Bound("""{"GrowthBook":{"ForcedVariations":{"shop:checkout":"","shop":"","shop:layout":null}}}""").ForcedVariations);
    }

    /// <summary>The binder takes a bare number as days.</summary>
    [Theory]
    [InlineData("PollingInterval", "30")]
    [InlineData("TimeToLive", " 60 ")]
    [InlineData("Writer:RetryDelay", "-1")]
    [InlineData("RequestTimeout", "30s")]
    [InlineData("StartTimeout", "1.5")]
    [InlineData("StickyBucketTimeout", "::")]
    public void A_text_that_is_no_duration_is_an_error(string name, string text)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", text)));
        Assert.Equal([$"GrowthBook:{name} must be a duration such as 00:00:30, was {text}"], e.Failures);
        e = Assert.Throws<OptionsValidationException>(() => Root(("ClientKey", "sdk-1"), (name, text)));
        Assert.Equal([$"{name} must be a duration such as 00:00:30, was {text}"], e.Failures);
        Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", "00:00:30"), ("GrowthBook:MaxTimeToLive", "1.00:00:00"));
    }

    [Theory]
    [InlineData("UpdateMode", "Stream", "Manual, OnDemand, Polling or Streaming, was Stream")]
    [InlineData("Writer:FullQueue", "Drop", "Wait, DropNewest or DropOldest, was Drop")]
    [InlineData("UpdateMode", "2\u001b", "Manual, OnDemand, Polling or Streaming, was 2\\u001b")]
    public void An_unknown_name_of_an_enum_is_an_error_with_the_known_ones(string name, string text, string message)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", text)));
        Assert.Equal([$"GrowthBook:{name} must be {message}"], e.Failures);
        Client(("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:UpdateMode", "streaming"), ("GrowthBook:Writer:FullQueue", "dropoldest"));
    }

    [Fact]
    public void All_values_of_another_form_are_reported_at_once()
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(
            ("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:PollingInterval", "30"), ("GrowthBook:UpdateMode", "Stream"), ("GrowthBook:Writer:StopTimeout", "5")));
        Assert.Equal(3, e.Failures.Count());
    }

    [Fact]
    public void The_known_durations_and_enums_are_those_of_the_options()
    {
        var properties = typeof(GrowthBookOptions).GetProperties().Select(property => (Path: property.Name, Type: property.PropertyType))
            .Concat(typeof(EffectWriterOptions).GetProperties().Select(property => (Path: "Writer:" + property.Name, Type: property.PropertyType)))
            .Select(property => (property.Path, Type: Nullable.GetUnderlyingType(property.Type) ?? property.Type))
            .ToArray();
        Assert.Equal(properties.Where(each => each.Type == typeof(TimeSpan)).Select(each => each.Path).Order(), ConfigurationValues.Durations.Order());
        Assert.Equal(
            properties.Where(each => each.Type.IsEnum).Select(each => (each.Path, string.Join(",", Enum.GetNames(each.Type)))).Order(),
            ConfigurationValues.Enums.Select(each => (each.Path, string.Join(",", each.Names))).Order());
    }

    [Fact]
    public void A_missing_section_is_named_with_the_options_that_would_do()
    {
        const string Empty = "the configuration section GrowthBook is missing or empty; set GrowthBook:ClientKey or GrowthBook:PayloadFile";
        var e = Assert.Throws<OptionsValidationException>(() => Client(("Growthbok:ClientKey", "sdk-1")));
        Assert.Equal(
            ["GrowthBook: GrowthBookOptions.ClientKey: must be the client key of the SDK connection in GrowthBook, unless PayloadFile names a file with the payload, was empty", Empty],
            e.Failures);
        e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:QaMode", "true")));
        Assert.DoesNotContain(Empty, e.Failures);
        var services = new ServiceCollection();
        services.AddGrowthBook(Hosts.Configuration().GetSection("GrowthBook")).UseSource(Hosts.Source("a"));
        using var provider = services.BuildServiceProvider();
        Assert.Equal("", provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value.ClientKey);
    }

    [Fact]
    public void Empty_texts_leave_the_defaults()
    {
        var options = Bound("""
            {"GrowthBook":{"ClientKey":" sdk-abc ","ApiHost":"","StreamingHost":"","DecryptionKey":"","PayloadFile":"","CacheDirectory":"","SecureAttributeSalt":""}}
            """);
        Assert.Empty(options.Validate());
        Assert.Equal(("sdk-abc", GrowthBookOptions.DefaultApiHost), (options.ClientKey, options.ApiHost));
        Assert.Equal((null, null, null, null, null), (options.StreamingHost, options.DecryptionKey, options.PayloadFile, options.CacheDirectory, options.SecureAttributeSalt));
    }

    /// <summary>An environment variable such as <c>GrowthBook__CacheKeyAttributes__0=</c> leaves the name out.</summary>
    [Fact]
    public async Task Empty_names_in_lists_are_left_out()
    {
        var options = Bound("""{"GrowthBook":{"ClientKey":"sdk-abc","CacheKeyAttributes":[""],"SecureAttributes":[""],"DeduplicationAttributes":[""]}}""");
        Assert.Empty(options.Validate());
        Assert.Null(options.Remote().CacheKeyAttributes);
        options.CacheKeyAttributes = ["", "id", "id"];
        Assert.Equal("id", Assert.Single(options.Remote().CacheKeyAttributes!.Value));

        var effects = new List<Effect>();
        (options.StartFromInitialPayload, options.UpdateMode) = (true, PayloadUpdateMode.Manual);
        await using var client = new GrowthBookClient(options, new ClientServices
        {
            InitialSource = new InMemoryPayloadSource("""{"features":{"a":{"defaultValue":1}}}"""),
            Handlers = [EffectHandler.Of(each => effects.Add(each.Effect))],
        });
        await client.StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u-1" }).IsOn("a");
        Assert.Single(effects);
    }

    [Theory]
    [InlineData("SecureAttributes", "a list", "0")]
    [InlineData("DeduplicationAttributes", "a list", "0")]
    [InlineData("CacheKeyAttributes", "a list", "0")]
    [InlineData("StickyBucketIdentifierAttributes", "a list", "0")]
    [InlineData("BlockedChangeIds", "a list", "0")]
    [InlineData("ForcedVariations", "an object", "key")]
    [InlineData("ForcedFeatures", "an object", "key")]
    [InlineData("Headers", "an object", "key")]
    [InlineData("StreamingHeaders", "an object", "key")]
    [InlineData("Writer", "an object", "key")]
    public void A_text_in_the_place_of_a_list_or_object_is_an_error(string name, string expected, string first)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", "id")));
        Assert.Equal($"GrowthBook:{name} must be {expected}, was a text; in an environment variable it is {name}__{first}", Assert.Single(e.Failures));
        Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", ""));
    }

    public static TheoryData<string> SingleValues() =>
    [
        .. typeof(GrowthBookOptions).GetProperties().Where(IsSingle).Select(property => property.Name),
        .. typeof(EffectWriterOptions).GetProperties().Where(IsSingle).Select(property => "Writer:" + property.Name),
        "Headers:X-A", "StreamingHeaders:X-A", "CacheKeyAttributes:0", "BlockedChangeIds:0", "SecureAttributes:0", "DeduplicationAttributes:1", "StickyBucketIdentifierAttributes:0",
    ];

    [Theory]
    [MemberData(nameof(SingleValues))]
    public void A_list_or_object_in_the_place_of_a_single_value_is_an_error(string name)
    {
        foreach (var (member, kind) in new[] { ("0", "a list"), ("0:name", "a list"), ("1", "an object"), ("name", "an object") })
        {
            var message = $"GrowthBook:{name} must be a single value, was {kind}";
            Assert.Contains(message, FaultsOf(($"GrowthBook:{name}:{member}", "id")));
            Assert.Contains(message, FaultsOf(($"GrowthBook:{name}", "00:00:30"), ($"GrowthBook:{name}:{member}", null)));
            var e = Assert.Throws<OptionsValidationException>(() => Root(($"{name}:{member}", "id")));
            Assert.Contains(message["GrowthBook:".Length..], e.Failures);
        }
    }

    [Theory]
    [InlineData("Headers")]
    [InlineData("StreamingHeaders")]
    [InlineData("ForcedVariations")]
    [InlineData("ForcedFeatures")]
    [InlineData("Writer")]
    public void A_list_in_the_place_of_an_object_is_an_error(string name)
    {
        var message = $"GrowthBook:{name} must be an object, was a list";
        Assert.Equal(message, Assert.Single(FaultsOf(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}:1", "a"), ($"GrowthBook:{name}:0", "b"))));
        if (!name.StartsWith("Forced", StringComparison.Ordinal))
            Assert.Equal(message, Assert.Single(Faults($"GrowthBook:{name}:0:key", "a")));
    }

    [Theory]
    [InlineData("SecureAttributes")]
    [InlineData("DeduplicationAttributes")]
    [InlineData("CacheKeyAttributes")]
    [InlineData("StickyBucketIdentifierAttributes")]
    [InlineData("BlockedChangeIds")]
    public void Items_of_a_list_may_have_any_name(string name)
    {
        Client(("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:SecureAttributeSalt", "salt"), ($"GrowthBook:{name}:10", "id"), ($"GrowthBook:{name}:2", "company"));
        var services = new ServiceCollection();
        services.AddGrowthBook(Hosts.Configuration(("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:SecureAttributeSalt", "salt"), ($"GrowthBook:{name}:0", "id"), ($"GrowthBook:{name}:extra", "phone")).GetSection("GrowthBook"));
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value;
        Assert.Equal(["id", "phone"], (IEnumerable<string>)typeof(GrowthBookOptions).GetProperty(name)!.GetValue(options)!);
    }

    [Fact]
    public void Keys_that_are_numbers_or_have_colons_are_keys()
    {
        Assert.Equal(["GrowthBook:ForcedVariations:checkout:0 must be an integer such as 1, was a"], Faults("GrowthBook:ForcedVariations:checkout:0", "a"));
        var services = new ServiceCollection();
        services.AddGrowthBook(Json("""{"GrowthBook":{"ClientKey":"sdk-1","ForcedVariations":{"checkout:0":1},"ForcedFeatures":{"0:a":"true"}}}""").GetSection("GrowthBook"));
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value;
        Assert.Equal(("checkout:0", 1), (Assert.Single(options.ForcedVariations).Key, options.ForcedVariations["checkout:0"]));
        Assert.Equal("0:a", Assert.Single(options.ForcedFeatures).Key);
        Client(
            ("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:ForcedVariations:1", "1"), ("GrowthBook:ForcedVariations:checkout:1", "1"),
            ("GrowthBook:ForcedFeatures:0", "on"), ("GrowthBook:ForcedFeatures:dark-mode", "true"), ("GrowthBook:ForcedFeatures:tags:0", "new"));
    }

    [Fact]
    public void Values_of_another_kind_in_a_file_are_reported_together()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(Json("""
            {"GrowthBook":{"ClientKey":"sdk-1","Enabled":[false],"UpdateMode":{"Name":"Polling"},"PollingInterval":["00:01:00","00:02:00"],"QaMode":"perhaps",
              "Headers":{"X-A":["1"]},"ForcedVariations":[1,2],"ForcedFeatures":["dark-mode"],"SecureAttributes":[{"name":"id"}],"Writer":[{"Capacity":1}],"Enabeld":[]}}
            """).GetSection("GrowthBook"));
        using var provider = services.BuildServiceProvider();
        var e = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value);
        Assert.Equal(
            [
                "GrowthBook:Enabeld is not an option; did you mean Enabled?",
                "GrowthBook:Enabled must be a single value, was a list",
                "GrowthBook:ForcedFeatures must be an object, was a list",
                "GrowthBook:ForcedVariations must be an object, was a list",
                "GrowthBook:Headers:X-A must be a single value, was a list",
                "GrowthBook:PollingInterval must be a single value, was a list",
                "GrowthBook:QaMode must be true or false, was perhaps",
                "GrowthBook:SecureAttributes:0 must be a single value, was an object",
                "GrowthBook:UpdateMode must be a single value, was an object",
                "GrowthBook:Writer must be an object, was a list",
            ],
            e.Failures.Order(StringComparer.Ordinal));
    }

    /// <summary>A configuration does not tell an empty list or object from an empty text.</summary>
    [Fact]
    public void Empty_lists_and_objects_leave_the_defaults() =>
        Assert.Empty(Bound("""{"GrowthBook":{"ClientKey":"sdk-1","Enabled":[],"TimeToLive":{},"Headers":[],"ForcedVariations":[],"SecureAttributes":{},"Writer":[]}}""").Validate());

    public static TheoryData<string, string> Scalars()
    {
        var data = new TheoryData<string, string> { { "ForcedVariations:checkout", "an integer such as 1" } };
        foreach (var (prefix, type) in new[] { ("", typeof(GrowthBookOptions)), ("Writer:", typeof(EffectWriterOptions)) })
        {
            foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            {
                if (property.PropertyType == typeof(bool))
                    data.Add(prefix + property.Name, "true or false");
                else if (property.PropertyType == typeof(int) || property.PropertyType == typeof(long))
                    data.Add(prefix + property.Name, "an integer such as 1");
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_text_that_is_no_boolean_or_integer_is_an_error(string name, string expected)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", "yes")));
        Assert.Equal($"GrowthBook:{name} must be {expected}, was yes", Assert.Single(e.Failures));
    }

    /// <summary>The greatest and least integers of an option's type, and the numbers beyond.</summary>
    public static TheoryData<string, string, string> IntegersOutOfRange()
    {
        var data = new TheoryData<string, string, string> { { "ForcedVariations:checkout", "2147483648", "-2147483648 to 2147483647" } };
        foreach (var (path, min, max) in ConfigurationValues.Integers)
        {
            foreach (var number in new[] { $"{(Int128)max + 1}", $" {min - 1} ", "3000000000000000000000", "-9223372036854775809" })
                data.Add(path, number, $"{min} to {max}");
        }
        return data;
    }

    /// <summary>The binder would wrap or refuse them without the place.</summary>
    [Theory]
    [MemberData(nameof(IntegersOutOfRange))]
    public void An_integer_out_of_the_range_of_its_option_is_an_error_with_place_and_range(string name, string number, string range)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", number)));
        Assert.Equal($"GrowthBook:{name} must be from {range}, was {number}", Assert.Single(e.Failures));
    }

    /// <summary>The ranges are those of the options in code.</summary>
    [Fact]
    public void The_known_integers_are_those_of_the_options_with_their_ranges()
    {
        Assert.Equal(
            Scalars().Where(each => (string)each[1] != "true or false").Select(each => (string)each[0]).Except(["ForcedVariations:checkout"]).Order(),
            ConfigurationValues.Integers.Select(each => each.Path).Order());
        foreach (var (path, min, max) in ConfigurationValues.Integers)
        {
            Assert.Empty(FaultsWith(min));
            Assert.Empty(FaultsWith(max));
            Assert.Contains(path.Split(':')[^1], Assert.Single(FaultsWith(min - 1)), StringComparison.Ordinal);

            ImmutableArray<string> FaultsWith(long number)
            {
                var options = new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.shop.example", RemoteEvaluation = true };
                var owner = path.Contains(':', StringComparison.Ordinal) ? (object)options.Writer : options;
                var property = owner.GetType().GetProperty(path.Split(':')[^1])!;
                property.SetValue(owner, property.PropertyType == typeof(long) ? number : (object)checked((int)number));
                return options.Validate();
            }
        }
    }

    [Theory]
    [InlineData("CleintKey", "GrowthBook:CleintKey is not an option; did you mean ClientKey?")]
    [InlineData("Apihosts", "GrowthBook:Apihosts is not an option; did you mean ApiHost?")]
    [InlineData("Writer:BatchSiez", "GrowthBook:Writer:BatchSiez is not an option; did you mean BatchSize?")]
    [InlineData("client_key", "GrowthBook:client_key is not an option; did you mean ClientKey?")]
    [InlineData("disable_cross_origin_url_redirect_experiments", "GrowthBook:disable_cross_origin_url_redirect_experiments is not an option; did you mean DisableCrossOriginUrlRedirectExperiments?")]
    [InlineData("cache_ttl", "GrowthBook:cache_ttl is not an option; its equivalent is TimeToLive")]
    [InlineData("CacheTtl", "GrowthBook:CacheTtl is not an option; its equivalent is TimeToLive")]
    [InlineData("stale_ttl", "GrowthBook:stale_ttl is not an option; its equivalent is UpdateMode Polling and PollingInterval")]
    [InlineData("stale_while_revalidate", "GrowthBook:stale_while_revalidate is not an option; its equivalent is UpdateMode Polling and PollingInterval")]
    [InlineData("http_read_timeout", "GrowthBook:http_read_timeout is not an option; its equivalent is RequestTimeout")]
    [InlineData("streaming", "GrowthBook:streaming is not an option; its equivalent is UpdateMode Streaming")]
    [InlineData("GlobalAttributes", "GrowthBook:GlobalAttributes is not an option; its equivalent is ClientServices.GlobalAttributes in code")]
    [InlineData("Logging", "GrowthBook:Logging is not an option; remove it, or write one of the options that docs/options.md lists")]
    [InlineData("Writer:streaming", "GrowthBook:Writer:streaming is not an option; remove it, or write one of the options that docs/options.md lists")]
    public void A_misspelt_name_is_an_error_with_the_nearest_option(string name, string message)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(("GrowthBook:ClientKey", "sdk-1"), ($"GrowthBook:{name}", "1")));
        Assert.Equal([message], e.Failures);
    }

    /// <summary>A configuration has texts: its null is no JSON null.</summary>
    [Fact]
    public void Null_in_a_json_file_forces_nothing()
    {
        var options = Bound("""{"GrowthBook":{"ForcedFeatures":{"a":null,"text":"null"},"ForcedVariations":{"e":null,"f":1}}}""");
        Assert.Equal("""{"text":null}""", ForcedBy(options));
        Assert.Equal(["a"], options.ForcedFeatures.Where(forced => forced.Value is null).Select(forced => forced.Key));
        Assert.Equal([KeyValuePair.Create("f", 1)], options.ForcedVariations);
    }

    [Fact]
    public void A_configuration_is_added_to_what_code_has_forced()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ClientKey"] = "sdk-1",
            ["ForcedVariations:a"] = "2",
            ["ForcedVariations:b"] = null,
            ["ForcedFeatures:f"] = "1",
        }).Build();
        var services = new ServiceCollection();
        services.Configure<GrowthBookOptions>(options =>
        {
            options.ForcedVariations = new() { ["a"] = 1, ["b"] = 1, ["c"] = 1 };
            options.ForcedFeatures = new() { ["f"] = "0", ["g"] = "0" };
        });
        services.AddGrowthBook(configuration);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value;
        Assert.Equal(["a=2", "b=1", "c=1"], options.ForcedVariations.Select(forced => $"{forced.Key}={forced.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["f=1", "g=0"], options.ForcedFeatures.Select(forced => $"{forced.Key}={forced.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GrowthBook", "features.json", "a text")]
    [InlineData("GrowthBook:0", "sdk-1", "a list")]
    [InlineData("GrowthBook:0:ClientKey", "sdk-1", "a list")]
    public void A_section_that_is_no_object_is_an_error_that_says_what_to_write(string key, string value, string kind)
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client((key, value)));
        Assert.Contains(
            $$"""GrowthBook must be an object with the options, such as { "ClientKey": "sdk-abc123" } or { "PayloadFile": "features.json" }, was {{kind}}""", e.Failures);
        Assert.DoesNotContain(e.Failures, failure => failure.Contains("is not an option", StringComparison.Ordinal));
        Client(("GrowthBook", "a text of the environment"), ("GrowthBook:ClientKey", "sdk-1"));
    }

    [Fact]
    public void All_faults_of_a_configuration_are_reported_together()
    {
        var e = Assert.Throws<OptionsValidationException>(() => Client(
            ("GrowthBook:cache_ttl", "60"), ("GrowthBook:ClientKeey", "sdk-1"), ("GrowthBook:TimeToLive", "60"), ("GrowthBook:QaMode", "perhaps"),
            ("GrowthBook:MaxPayloadBytes", "99999999999"), ("GrowthBook:ForcedVariations:shop:checkout", "many"), ("GrowthBook:PollingInterval", "00:00:00")));

        Assert.Equal(
            [
                "GrowthBook:ClientKeey is not an option; did you mean ClientKey?",
                "GrowthBook:ForcedVariations:shop:checkout must be an integer such as 1, was many",
                "GrowthBook:MaxPayloadBytes must be from 1 to 2147483647, was 99999999999",
                "GrowthBook:QaMode must be true or false, was perhaps",
                "GrowthBook:TimeToLive must be a duration such as 00:00:30, was 60",
            ],
            e.Failures.Where(failure => failure.StartsWith("GrowthBook:C", StringComparison.Ordinal) || failure.StartsWith("GrowthBook:F", StringComparison.Ordinal)
                || failure.StartsWith("GrowthBook:M", StringComparison.Ordinal) || failure.StartsWith("GrowthBook:Q", StringComparison.Ordinal) || failure.StartsWith("GrowthBook:T", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains(e.Failures, failure => failure.StartsWith("GrowthBook:cache_ttl is not an option", StringComparison.Ordinal));
        Assert.Contains("GrowthBook: GrowthBookOptions.PollingInterval: must be from 00:00:01 to 30 days, was 00:00:00", e.Failures);
        Assert.Contains(e.Failures, failure => failure.StartsWith("GrowthBook: GrowthBookOptions.ClientKey: must be the client key", StringComparison.Ordinal));
    }

    [Fact]
    public void All_misspelt_names_of_all_clients_are_reported()
    {
        (string, string?)[] settings =
        [
            ("GrowthBook:ClientKey", "sdk-1"), ("GrowthBook:QaMod", "true"), ("GrowthBook:Writer:Capcity", "1"),
            ("Blog:ClientKey", "sdk-2"), ("Blog:Enable", "true"),
        ];
        Assert.Equal(
            ["GrowthBook:QaMod is not an option; did you mean QaMode?", "GrowthBook:Writer:Capcity is not an option; did you mean Capacity?"],
            Assert.Throws<OptionsValidationException>(() => Client(settings)).Failures);
        Assert.Equal(
            ["Blog:Enable is not an option; did you mean Enabled?"],
            Assert.Throws<OptionsValidationException>(() => Client("blog", "Blog", settings)).Failures);
    }

    [Fact]
    public void Names_ignore_case_and_keys_of_dictionaries_are_free()
    {
        Client(
            ("GrowthBook:CLIENTKEY", "sdk-1"), ("GrowthBook:Headers:X-Anything", "1"), ("GrowthBook:StreamingHeaders:X-Other", "1"),
            ("GrowthBook:ForcedVariations:my-experiment", "1"), ("GrowthBook:SecureAttributes:0", "email"), ("GrowthBook:SecureAttributeSalt", "salt"),
            ("GrowthBook:DeduplicationAttributes:0", "company"), ("GrowthBook:writer:batchsize", "7"));
    }

    /// <summary>A configuration root has the names of the whole application.</summary>
    [Fact]
    public void A_configuration_root_may_have_other_names()
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(Hosts.Configuration(("ClientKey", "sdk-1"), ("PATH", "/bin")));
        using var provider = services.BuildServiceProvider();
        Assert.Equal("sdk-1", provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value.ClientKey);
    }

    [Fact]
    public void The_known_names_are_the_properties_of_the_options()
    {
        Assert.Equal(typeof(GrowthBookOptions).GetProperties().Select(property => property.Name).Order(), ConfigurationNames.Options.Order());
        Assert.Equal(typeof(EffectWriterOptions).GetProperties().Select(property => property.Name).Order(), ConfigurationNames.Writer.Order());
    }

    [Fact]
    public async Task Sections_of_several_clients_are_kept_apart()
    {
        var services = new ServiceCollection();
        var configuration = Hosts.Configuration(("Shop:ClientKey", "sdk-shop"), ("Blog:ClientKey", "sdk-blog"));
        services.AddGrowthBook(configuration.GetSection("Shop"), "shop");
        services.AddGrowthBook(configuration.GetSection("Blog"), "blog");
        await using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>();
        Assert.Equal(("sdk-shop", "sdk-blog"), (options.Get("shop").ClientKey, options.Get("blog").ClientKey));
    }

    /// <summary>Reads and validates the options, as the start of a host does.</summary>
    private static void Client(params (string Key, string? Value)[] settings) => Client("", "GrowthBook", settings);

    private static void Client(string name, string section, params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(Hosts.Configuration(settings).GetSection(section), name);
        using var provider = services.BuildServiceProvider();
        Assert.NotEmpty(provider.GetRequiredService<IOptionsMonitor<GrowthBookOptions>>().Get(name).ClientKey);
    }

    private static void Root(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(Hosts.Configuration(settings));
        using var provider = services.BuildServiceProvider();
        _ = provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value;
    }

    /// <summary>The forced feature values of a client's users in the order of their keys, as JSON.</summary>
    private static string ForcedBy(GrowthBookOptions options)
    {
        using var client = new HttpClient();
        var forced = new GrowthBookClient(new GrowthBookOptions { ClientKey = "sdk-abc", ForcedFeatures = options.ForcedFeatures }, new ClientServices { HttpClient = () => client })
            .Context(Attributes.Empty).ForcedFeatureValues;
        return new Value.Object(forced.OrderBy(feature => feature.Key, StringComparer.Ordinal)).ToString();
    }

    private static IConfiguration Json(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private static bool IsSingle(System.Reflection.PropertyInfo property) =>
        property.PropertyType.IsValueType || property.PropertyType == typeof(string);

    /// <summary>The faults of a client with one further setting.</summary>
    private static IEnumerable<string> Faults(string key, string? value) => FaultsOf(("GrowthBook:ClientKey", "sdk-1"), (key, value));

    private static IEnumerable<string> FaultsOf(params (string Key, string? Value)[] settings) =>
        Assert.Throws<OptionsValidationException>(() => Client(settings)).Failures;

    private static GrowthBookOptions Bound(string json)
    {
        var services = new ServiceCollection();
        services.AddGrowthBook(Json(json).GetSection("GrowthBook"));
        // Without the validators: the bound values need not be valid together.
        foreach (var validator in services.Where(service => service.ServiceType == typeof(IValidateOptions<GrowthBookOptions>)).ToArray())
            services.Remove(validator);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<GrowthBookOptions>>().Value;
    }
}
