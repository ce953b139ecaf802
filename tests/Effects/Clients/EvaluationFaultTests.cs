using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Results that the caller probably did not expect are counted each time, and logged once per key.</summary>
public sealed partial class EvaluationFaultTests : IDisposable
{
    private readonly FakeLogCollector _log = new();
    private readonly ServiceProvider _provider = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricCollector<long> _faults;

    public EvaluationFaultTests() => _faults = new(Factory, "GrowthBook", "growthbook.evaluation.faults");

    private IMeterFactory Factory => _provider.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _faults.Dispose();
        _provider.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unknown_feature_is_logged_once_with_the_nearest_key_and_counted_each_time(bool isObserved)
    {
        await using var client = await StartAsync(handlers: isObserved ? [new Recording()] : []);
        var user = client.User(Shop.Ada);
        Assert.Equal("blue", user.GetFeatureValue("colour", "blue"));
        Assert.True(user.IsOff("colour"));
        client.User(Shop.Ada).EvalFeature("COLOR");
        user.IsOn("something-else");
        user.IsOn("color");
        Assert.Equal(
            [
                "410 feature `colour` is not in the payload, so it is off and calls return their fallback; did you mean `color`?",
                "410 feature `COLOR` is not in the payload, so it is off and calls return their fallback; did you mean `color`?",
                "411 feature `something-else` is not among the 5 features of the payload, so it is off and calls return their fallback; check the key, and the project and environment of the SDK connection",
            ],
            Lines());
        Assert.Equal(["unknown_feature 4"], Counts());
    }

    /// <summary>Also one that is near to the key of a feature.</summary>
    [Theory]
    [InlineData("layout-test")]
    [InlineData("layoutt")]
    public async Task The_key_of_an_experiment_is_logged_with_its_feature(string experiment)
    {
        await using var client = await Shop.StartAsync(Services(Shop.Json.Replace("layout-test", experiment, StringComparison.Ordinal)));
        client.User(Shop.Ada).IsOn(experiment);
        Assert.Equal(
            [$"411 feature `{experiment}` is not among the 5 features of the payload, so it is off and calls return their fallback; it is an experiment of the feature `layout`: use the key of the feature"],
            Lines());
    }

    /// <summary>Values that count as missing identify nobody.</summary>
    [Theory]
    [InlineData("""{"id":"","plan":"pro","user_id":"ada"}""", "id", "user_id")]
    [InlineData("""{"Id":"ada"}""", "id", "Id")]
    [InlineData("""{"id":0,"visitor\nDEVICE":"d"}""", "device", @"visitor\u000aDEVICE")]
    public async Task A_user_whose_identifier_has_a_similar_name_is_logged_once(string attributes, string expected, string given)
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        foreach (var identified in new[] { Shop.Ada, new Attributes { ["device"] = 7 }, new Attributes { ["plan"] = "pro", [""] = 1 }, Attributes.Empty })
            client.User(identified);
        Assert.Empty(Similar());
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).Value!);
        var line = Assert.Single(Similar());
        Assert.StartsWith($"a user has no attribute {expected}, by which experiments choose a variation, but {given}, so the user is in none of them;", line.Message, StringComparison.Ordinal);
        Assert.Equal(LogLevel.Information, line.Level);
    }

    /// <summary>Each name is logged once, also of one user; a name that only ends with the same letters is none.</summary>
    [Fact]
    public async Task A_similar_name_of_another_fact_does_not_hide_the_identifier()
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        for (var i = 0; i < 3; i++)
        {
            client.User(new Attributes { ["paid"] = true, ["GRID"] = 1, ["valid"] = "ada" });
            client.User(new Attributes { ["tenantId"] = "t" });
            client.User(new Attributes { ["tenantId"] = "t", ["user_id"] = "ada", ["old.Device"] = "d" });
        }
        Assert.Equal(
            new[] { ("device", "old.Device"), ("id", "tenantId"), ("id", "user_id") }.Select(each => $"a user has no attribute {each.Item1}, by which experiments choose a variation, but {each.Item2}"),
            Similar().Select(line => line.Message[..line.Message.IndexOf(", so", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
    }

    /// <summary>Such as the company in a condition. The names of one user, which can be another party's, fill no log.</summary>
    [Fact]
    public async Task A_name_that_the_payload_reads_is_right_and_few_names_are_logged()
    {
        await using var client = await Shop.StartAsync(Services("""{"features":{"f":{"rules":[{"condition":{"companyId":"c"},"key":"e","variations":[0,1]}]}}}"""));
        client.User(new Attributes { ["companyId"] = "c" });
        Assert.Empty(Similar());
        client.User(Attributes.From(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"n{i}_id", (Value)"x"))));
        Assert.Equal(5, Similar().Count());
    }

    [Fact]
    public async Task The_key_of_an_experiment_of_pages_says_how_to_run_it()
    {
        await using var client = await Shop.StartAsync(Services("""{"features":{"f":{}},"experiments":[{"key":"page","variations":[{},{}],"changeId":"c"}]}"""));
        client.User(Shop.Ada).IsOn("page");
        Assert.EndsWith("calls return their fallback; it is an experiment of pages, which no feature has: call EvalPage", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    /// <summary>The warnings of one user's identifier and of another's are independent.</summary>
    [Fact]
    public async Task An_identifier_without_a_text_and_one_with_another_name_are_both_logged()
    {
        foreach (var isNameFirst in new[] { true, false })
        {
            _log.Clear();
            await using var client = await Shop.StartAsync(Services("""{"features":{"f":{"rules":[{"key":"e","variations":[0,1],"hashAttribute":"id"}]}}}"""));
            Attributes[] users = [new() { ["user_id"] = "1" }, new() { ["id"] = Value.Array.Of(1) }];
            foreach (var user in isNameFirst ? users : users.Reverse())
            {
                client.User(user);
                client.User(user);
            }
            Assert.Equal(isNameFirst ? [423, 429] : [429, 423], _log.GetSnapshot().Select(line => line.Id.Id).Where(id => id is 423 or 429));
        }
    }

    [Fact]
    public async Task Only_the_first_users_are_looked_at_and_none_without_experiments()
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        for (var i = 0; i < 1000; i++)
            client.User(Shop.Ada);
        await using var other = await Shop.StartAsync(Services("""{"features":{"f":{"defaultValue":1}}}"""));
        foreach (var each in new[] { client, other })
            each.User(new Attributes { ["user_id"] = "ada" });
        Assert.Empty(Similar());
    }

    /// <summary>Null says that there is no identifier, and another identifier puts the user in its experiments.</summary>
    [Theory]
    [InlineData("""{"id":""}""", "an empty text")]
    [InlineData("""{"id":0,"device":null}""", "0")]
    [InlineData("""{"id":false}""", "false")]
    [InlineData("""{"id":null}""", null)]
    [InlineData("""{"id":"","device":"d"}""", null)]
    [InlineData("""{"tags":""}""", null)]
    public async Task An_identifier_that_counts_as_missing_is_logged_once(string attributes, string? value)
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).Value);
        Assert.Equal(
            value is null ? [] : [$"the attribute `id` of a user, by which experiments choose a variation, is {value}, which counts as missing, so the user is in none of them; ignore this line if the user has no identifier, otherwise give it"],
            _log.GetSnapshot().Where(record => record.Id.Id == 447).Select(record => record.Message));
    }

    /// <summary>It is .NET's value for no id, in each form of a text. All users who have it share a variation, as in the reference.</summary>
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", true)]
    [InlineData("00000000000000000000000000000000", true)]
    [InlineData("{00000000-0000-0000-0000-000000000000}", true)]
    [InlineData("00000000-0000-0000-0000-000000000001", false)]
    [InlineData("0", false)]
    [InlineData("00000000", false)]
    public async Task The_empty_Guid_as_an_identifier_is_logged_once(string id, bool isLogged)
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        client.User(Shop.Ada.With(new Attributes { ["account"] = id }));
        for (var i = 0; i < 3; i++)
            Assert.True(client.User(new Attributes { ["id"] = id }).EvalFeature("layout").ExperimentResult!.InExperiment);
        Assert.Equal(
            isLogged ? ["456 the attribute `id` of a user, by which experiments choose a variation, is Guid.Empty, so all users who have it share one variation; leave the attribute out if the user has no identifier"] : [],
            Lines());
    }

    [Fact]
    public async Task The_empty_Guid_is_logged_as_a_Guid()
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        client.User(new Attributes { ["id"] = Guid.Empty });
        Assert.StartsWith("456 the attribute `id` ", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, false, 0)]
    [InlineData(100, false, 1)]
    [InlineData(300, false, 1)]
    [InlineData(300, true, 0)]
    public async Task A_hundred_users_without_an_identifier_from_the_first_one_on_are_logged_once(int users, bool isOneIdentified, int lines)
    {
        await using var client = await Shop.StartAsync(Services(ByDeviceToo));
        if (isOneIdentified)
            client.User(Shop.Ada);
        for (var i = 0; i < users; i++)
            client.User(Attributes.Empty);
        Assert.Equal(
            Enumerable.Repeat("none of the first 100 users has an attribute by which experiments choose a variation, so they are in no experiment: `device`, `id`; give users one of them, or a sticky bucket store if they have a fallback attribute only, or ignore this line if the application has no experiments", lines),
            _log.GetSnapshot().Where(record => record.Id.Id == 448).Select(record => record.Message));
    }

    /// <summary>The visitor's id does not hide that a company has another name.</summary>
    [Theory]
    [InlineData(99, "companyId", false)]
    [InlineData(150, "companyId", true)]
    [InlineData(150, "company", false)]
    public async Task A_hundred_users_without_the_attribute_of_some_experiments_are_logged_once(int users, string name, bool isLogged)
    {
        await using var client = await Shop.StartAsync(Services("""{"features":{"a":{"rules":[{"key":"a","variations":[0,1]}]},"b":{"rules":[{"key":"b","variations":[0,1],"hashAttribute":"company"}]}}}"""));
        for (var i = 0; i < users; i++)
            client.User(new Attributes { ["id"] = "u" + i, [name] = "c" });
        Assert.Equal(
            isLogged ? ["none of the first 100 users has an attribute by which some experiments of the payload choose a variation, so they are in none of these: `company`"] : [],
            _log.GetSnapshot().Where(record => record.Id.Id == 462).Select(record => record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)]));
    }

    /// <summary>With sticky buckets the fallback attribute identifies users.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_fallback_attribute_of_some_experiments_counts_with_sticky_buckets(bool hasStore)
    {
        var services = Services("""{"features":{"a":{"rules":[{"key":"a","variations":[0,1]}]},"b":{"rules":[{"key":"b","variations":[0,1],"hashAttribute":"company","fallbackAttribute":"id"}]}}}""");
        await using var client = await Shop.StartAsync(hasStore ? services with { StickyBuckets = new InMemoryStickyBucketStore() } : services);
        for (var i = 0; i < 150; i++)
            await client.UserAsync(new Attributes { ["id"] = "u" + i });
        Assert.Equal(hasStore ? 0 : 1, _log.GetSnapshot().Count(record => record.Id.Id == 462));
    }

    private const string WithFallback = """{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":[0,1],"fallbackAttribute":"deviceId"}]}}}""";

    private static Attributes Visitor(int i) => new() { ["deviceId"] = "d" + i };

    [Fact]
    public async Task Without_sticky_buckets_a_fallback_attribute_identifies_no_user()
    {
        await using var client = await Shop.StartAsync(Services(WithFallback));
        for (var i = 0; i < 200; i++)
            Assert.False(client.User(Visitor(i)).EvalFeature("f").ExperimentResult?.InExperiment ?? false);
        client.User(Visitor(200).With(new Attributes { ["id"] = "" }));
        client.User(Visitor(201).With(new Attributes { ["Id"] = "u" }));
        Assert.Equal(
            [
                (448, "none of the first 100 users has an attribute by which experiments choose a variation, so they are in no experiment: `id`"),
                (447, "the attribute `id` of a user, by which experiments choose a variation, is an empty text, which counts as missing, so the user is in none of them"),
                (423, "a user has no attribute id, by which experiments choose a variation, but Id, so the user is in none of them"),
            ],
            Identifiers().Select(record => (record.Id.Id, record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_with_a_fallback_attribute_only_and_no_sticky_buckets_is_logged_once(bool hasStore)
    {
        await using var client = await Shop.StartAsync(Services(WithFallback) with { StickyBuckets = hasStore ? new InMemoryStickyBucketStore() : null });
        await client.UserAsync(new Attributes { ["id"] = "u" });
        await client.UserAsync(new Attributes { ["plan"] = "pro" });
        Assert.DoesNotContain(_log.GetSnapshot(), record => record.Id.Id == 468);
        for (var i = 0; i < 3; i++)
            Assert.Equal(hasStore, (await client.UserAsync(Visitor(i))).EvalFeature("f").ExperimentResult?.InExperiment ?? false);
        Assert.Equal(
            hasStore ? [] : ["a user has no attribute `id`, by which experiments choose a variation, and their fallback attribute `deviceId` counts with sticky buckets only, so the user is in none of them"],
            _log.GetSnapshot().Where(record => record.Id.Id == 468 && record.Level == LogLevel.Information).Select(record => record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("""{"features":{"f":{"rules":[{"key":"e","variations":[0,1],"fallbackAttribute":"deviceId","disableStickyBucketing":true}]}}}""")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[{},{}],"fallbackAttribute":"deviceId","status":"stopped"}]}""")]
    [InlineData("""{"features":{},"experiments":[{"key":"e","variations":[{},{}],"fallbackAttribute":"deviceId","active":false}]}""")]
    public async Task A_fallback_attribute_that_sticky_buckets_would_not_hash_is_not_logged(string payload)
    {
        await using var client = await Shop.StartAsync(Services(payload));
        client.User(Visitor(1));
        Assert.DoesNotContain(_log.GetSnapshot(), record => record.Id.Id == 468);
    }

    /// <summary>A request without cookies has a new visitor's id, so that each of its usages is passed on.</summary>
    [Theory]
    [InlineData("user_id", null, "usage", true)]
    [InlineData("user_id", "user_id", "usage", false)]
    [InlineData("user_id", null, "exposure", false)]
    [InlineData("id", null, "usage", false)]
    [InlineData("companyId", null, "usage", false)]
    public async Task Usages_that_another_attribute_tells_apart_than_that_of_experiments_are_logged_once(string hashed, string? option, string receiver, bool isLogged)
    {
        var services = Services(WithFallback.Replace("\"key\":\"e\"", $"\"key\":\"e\",\"hashAttribute\":\"{hashed}\"", StringComparison.Ordinal)) with
        {
            Handlers = [receiver == "usage" ? EffectHandler.Of(onFeatureEvaluated: (_, _, _) => { }) : EffectHandler.Of(onExperimentViewed: (_, _, _) => { })],
        };
        await using var client = await Shop.StartAsync(services, options => options.DeduplicationAttributes = option is null ? null : [option]);
        client.User(new Attributes { ["id"] = "visitor" });
        Assert.DoesNotContain(_log.GetSnapshot(), record => record.Id.Id == 467);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "visitor" + i, ["user_id"] = "u", ["companyId"] = "c" });
        Assert.Equal(
            isLogged ? ["usages of users are told apart by the attribute `id`, by which no experiment of the payload chooses a variation, and not by `user_id`, by which some do; name that one in DeduplicationAttributes, so that a user's usage is passed on once, or ignore this line if users have both"] : [],
            _log.GetSnapshot().Where(record => record.Id.Id == 467 && record.Level == LogLevel.Information).Select(record => record.Message));
    }

    /// <summary>Such a user is bucketed by the device, also after the login, and has no percentage rollout by `id`.</summary>
    [Theory]
    [InlineData("user_id", true)]
    [InlineData("userId", true)]
    [InlineData("userid", true)]
    [InlineData("UserID", true)]
    [InlineData("session_id", false)] // an anonymous visitor can have it
    [InlineData("cart-id", false)]
    [InlineData("companyId", false)]
    public async Task An_identifier_of_users_whose_place_a_fallback_attribute_takes_is_logged_once(string name, bool isLogged)
    {
        await using var client = await Shop.StartAsync(Services(WithFallback) with { StickyBuckets = new InMemoryStickyBucketStore() });
        for (var i = 0; i < 3; i++)
            Assert.Equal("deviceId", (await client.UserAsync(Visitor(i).With(new Attributes { [name] = "u" + i }))).EvalFeature("f").ExperimentResult?.HashAttribute);
        await client.UserAsync(Visitor(9).With(new Attributes { ["id"] = "u", [name] = "u" }));
        Assert.Equal(
            isLogged ? [$"464 a user has no attribute id, by which experiments choose a variation, but {name}, so the fallback attribute chooses in its place"] : [],
            _log.GetSnapshot().Where(record => record.Id.Id is 423 or 464 or 445).Select(record => $"{record.Id.Id} {record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)]}"));
    }

    /// <summary>The client has a store, or the application attaches the assignments to a user.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_sticky_buckets_a_fallback_attribute_identifies_a_user(bool hasStore)
    {
        await using var client = await Shop.StartAsync(hasStore ? Services(WithFallback) with { StickyBuckets = new InMemoryStickyBucketStore() } : Services(WithFallback));
        for (var i = 0; i < 200; i++)
        {
            var visitor = Visitor(i).With(new Attributes { ["id"] = "", ["Id"] = "u" });
            var user = hasStore ? await client.UserAsync(visitor) : client.User(visitor).With(context => context with { StickyBuckets = StickyBuckets.Empty });
            Assert.True(user.EvalFeature("f").ExperimentResult?.InExperiment);
        }
        Assert.Empty(Identifiers());
    }

    [Fact]
    public async Task A_user_with_the_hashed_attribute_is_identified_without_sticky_buckets()
    {
        await using var client = await Shop.StartAsync(Services(WithFallback));
        for (var i = 0; i < 200; i++)
            client.User(i == 50 ? new Attributes { ["id"] = "u" } : Visitor(i));
        Assert.Empty(Identifiers());
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_logged_once_with_the_type_and_the_kind()
    {
        var services = Services("""{"features":{"s":{"defaultValue":"x"},"b":{"defaultValue":true},"i":{"defaultValue":300},"f":{"defaultValue":1.5},"a":{"defaultValue":[1]},"o":{"defaultValue":{"Max":"x"}},"n":{"defaultValue":null}}}""");
        await using var client = await Shop.StartAsync(services);
        var user = client.User(Shop.Ada);
        Assert.Equal(7, user.GetFeatureValue("s", 7));
        Assert.Equal(7, user.GetFeatureValue("s", 7));
        Assert.Equal("x", user.GetFeatureValue("b", "x"));
        Assert.Equal((byte)1, user.GetFeatureValue("i", (byte)1));
        Assert.Equal(1, user.GetFeatureValue<int?>("f", 1));
        Assert.Equal(Guid.Empty, user.GetFeatureValue("a", Guid.Empty));
        Assert.Equal(new Limits(1), user.GetFeatureValue("o", new Limits(1), LimitsJson.Default.Limits));
        Assert.Equal(1, user.GetFeatureValue("n", 1));
        Assert.Equal("x", user.GetFeatureValue("s", ""));
        Assert.Equal(7L, user.GetFeatureValue("s", 7L));
        Assert.Equal(
            [
                Line("s", "int", "a string", "\"x\" is not a value of type int"),
                Line("b", "string", "a boolean", "true is not a value of type string"),
                Line("i", "byte", "an integer", "300 is not a value of type byte"),
                Line("f", "int?", "a fraction", "1.5 is not a value of type int?"),
                Line("a", "Guid", "an array", "[1] is not a value of type Guid"),
                Line("o", "Limits", "an object", "…"),
                Line("s", "long", "a string", "\"x\" is not a value of type long"),
            ],
            Lines().Select(line => line.Contains("feature `o` ", StringComparison.Ordinal) ? Line("o", "Limits", "an object", "…") : line));
        Assert.Contains("""{"Max":"x"} is not a value of type Limits: """, Lines()[5], StringComparison.Ordinal);
        Assert.Contains("Path: $.Max", Lines()[5], StringComparison.Ordinal);
        Assert.Equal(["type_mismatch 8"], Counts());

        static string Line(string feature, string type, string kind, string reason) =>
            $"412 the value of feature `{feature}` does not fit: expected {type}, the value is {kind}: {reason}; the fallback is used; change the type in the code or the value in GrowthBook";
    }

    [Fact]
    public async Task The_reason_of_a_misfit_is_one_short_line_and_a_forced_value_is_not_logged()
    {
        var services = Services("""{"features":{"s":{"defaultValue":"a\nb\u001b[31m"},"forced":{"defaultValue":1}}}""");
        await using var client = await Shop.StartAsync(services);
        var user = client.User(Shop.Ada);
        user.GetFeatureValue("s", 7);
        user.GetFeatureValue("s", new Refusing(), RefusingJson.Default.Refusing);
        user.WithForcedFeature("forced", "ada@shop.example").GetFeatureValue("forced", 7);
        var lines = Lines();
        Assert.Equal("416 the forced value of feature `forced` does not fit, so the fallback is used: expected int, the value is a string; change the type in the code or the forced value", lines[2]);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 600));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
        Assert.Contains("is not a value of type Refusing: first\\u000asecond", lines[1], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
    }

    [Fact]
    public async Task After_a_hundred_keys_one_line_says_that_no_more_are_logged()
    {
        await using var client = await StartAsync();
        var user = client.User(Shop.Ada);
        Parallel.For(0, 1000, i => user.IsOn(new string('k', 1000) + (i % 10)));
        Assert.Single(Lines());
        Parallel.For(0, 3000, i => user.IsOn($"dynamic-key-{i % 300}"));
        var lines = Lines();
        Assert.Equal(101, lines.Length);
        Assert.Single(lines, "415 100 keys are logged with the fault unknown_feature; further keys are not logged, and counted in growthbook.evaluation.faults only");
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 400));
        Assert.Equal(["unknown_feature 4000"], Counts());
    }

    [Fact]
    public async Task Without_a_payload_and_with_a_failed_remote_evaluation_keys_are_counted_and_not_logged()
    {
        // On demand the first user begins a load, which can end before the payload is looked at.
        await using var client = new GrowthBookClient(new GrowthBookOptions { UpdateMode = PayloadUpdateMode.Manual }, Services(Shop.Json));
        client.User(Shop.Ada).IsOn("color");
        await using var remote = new GrowthBookClient(
            new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://growthbook.invalid", RemoteEvaluation = true },
            Services(Shop.Json) with { Source = null });
        await remote.StartAsync(Timeout.InfiniteTimeSpan);
        remote.UserWithoutLookup(Shop.Ada).IsOn("color");
        Assert.DoesNotContain(Lines(), line => line.StartsWith("41", StringComparison.Ordinal));
        Assert.Equal(["unknown_feature 2"], Counts());
    }

    [Fact]
    public async Task An_evaluation_that_reaches_its_step_limit_is_counted_and_logged()
    {
        const string Condition = """{"text":{"$regex":"^(a|aa)+$"}}""";
        var rules = string.Join(",", Enumerable.Repeat("{\"force\":0,\"condition\":" + Condition + "}", 2000));
        await using var client = await Shop.StartAsync(Services("""{"features":{"f":{"defaultValue":1,"rules":[""" + rules + "]}}}"));
        var user = client.User(new Attributes { ["id"] = "1", ["text"] = new string('a', 100_000) + "b" });
        Assert.Equal(1, user.GetFeatureValue("f", 7));
        user.IsOn("f");
        user.EvalAll();
        Assert.Equal([Line("feature f"), Line("all features")], Lines());
        Assert.Equal(["step_limit 3"], Counts());
        Assert.Equal(0, user.WithAttributes(new Attributes { ["text"] = "aa" }).GetFeatureValue("f", 7));
        Assert.Equal(2, Lines().Length);

        static string Line(string subject) =>
            $"413 the evaluation of {subject} reached its limit of 10,000,000 steps, so a test of a condition did not match; Explain names the test: simplify it";
    }

    [Theory]
    [InlineData("""{"id":{"user":"u-1"}}""", "object")]
    [InlineData("""{"id":["u-1"]}""", "array")]
    [InlineData("""{"id":"u-1"}""", null)]
    [InlineData("""{"id":1}""", null)]
    [InlineData("""{"tags":["a"]}""", null)]
    public async Task An_identifier_that_is_no_scalar_is_logged_once(string attributes, string? kind)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(Attributes.Parse(attributes).Value);
        Assert.Equal(
            kind is null ? [] : [$"429 the attribute `id`, by which experiments choose a variation, is an {kind}: all objects have one text and so one variation, and arrays that of their elements; give a text or a number"],
            Lines());
    }

    [Fact]
    public async Task An_identifier_that_is_no_scalar_is_logged_at_level_warning_after_a_hundred_users_too()
    {
        await using var client = await Shop.StartAsync(Services(WithFallback, () => LogLevel.Warning));
        for (var i = 0; i < 150; i++)
            client.User(new Attributes { ["id"] = "u" + i });
        client.User(new Attributes { ["id"] = new Value.Array(["u", "v"]) });
        Assert.StartsWith("429 the attribute `id`, by which experiments choose a variation, is an array:", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Warning, true)]
    [InlineData(LogLevel.Warning, false)]
    [InlineData(LogLevel.None, true)]
    [InlineData(LogLevel.None, false)]
    public async Task A_level_that_changes_after_the_payload_leaves_the_check_of_identifiers_right(LogLevel level, bool isOneIdentified)
    {
        await using var client = await Shop.StartAsync(Services(WithFallback, () => level));
        if (isOneIdentified)
            client.User(Shop.Ada);
        level = LogLevel.Information;
        for (var i = 0; i < 150; i++)
            client.User(Visitor(i));
        Assert.Equal(
            isOneIdentified ? [] : ["none of the first 100 users has an attribute by which experiments choose a variation, so they are in no experiment: `id`"],
            Identifiers().Select(record => record.Message[..record.Message.IndexOf(';', StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_forced_integer_beyond_2_to_the_53_is_a_number_where_the_feature_is_one()
    {
        await using var client = await Shop.StartAsync(Services(Shop.Json), options => options.ForcedFeatures["limit"] = "9007199254740993");
        var user = client.User(Shop.Ada);
        Assert.Equal(1L << 60, user.WithForcedFeature("zero", 1L << 60).GetFeatureValue("zero", 0L));
        Assert.Equal(1UL << 63, user.WithForcedFeature("zero", 1UL << 63).GetFeatureValue("zero", 0UL));
        Assert.Equal(BigInteger.One << 70, user.WithForcedFeature("zero", BigInteger.One << 70).GetFeatureValue("zero", BigInteger.Zero));
        Assert.Equal(-(1L << 60), user.With(context => context with { ForcedFeatureValues = Value.Object.Empty.With("zero", -(1L << 60)) }).GetFeatureValue("zero", 0L));
        Assert.Equal("1152921504606846976", user.WithForcedFeature("color", 1L << 60).GetFeatureValue("color", ""));
        Assert.Equal("0123456789012345678", user.WithForcedFeature("zero", "0123456789012345678").GetFeatureValue("zero", ""));
        Assert.Single(Lines()); // of the options
        Assert.Equal(9007199254740992L, user.GetFeatureValue("limit", 0L));
        Assert.Equal(9007199254740992L, user.WithForcedFeature("zero", 9007199254740993L).GetFeatureValue("zero", 0L));
        Assert.Equal([Line("limit"), Line("zero")], Lines());

        // The nearest double, and of two the one with an even significand.
        Assert.Equal(12345678901234568, user.WithForcedFeature("zero", 12345678901234567L).GetFeatureValue("zero", 0.0));
        Assert.Equal(9007199254740996, user.WithForcedFeature("zero", 9007199254740995L).GetFeatureValue("zero", 0.0));
        Assert.Equal(-9007199254740996, user.WithForcedFeature("zero", -9007199254740995m).GetFeatureValue("zero", 0.0));
        Assert.Equal(18446744073709551616.0, user.WithForcedFeature("zero", ulong.MaxValue).GetFeatureValue("zero", 0.0));
        Assert.Equal(79228162514264337593543950336.0, user.WithForcedFeature("zero", decimal.MaxValue).GetFeatureValue("zero", 0.0));

        static string Line(string feature) =>
            $"414 the forced value of feature `{feature}` has more digits than a number keeps and is rounded; integers are exact from -2^53 to 2^53";
    }

    /// <summary>As a function of the evaluator does, a user reads a type with the options of the application; the client logs a value that does not fit.</summary>
    [Fact]
    public async Task A_user_reads_a_type_with_own_options()
    {
        var snake = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        await using var client = await Shop.StartAsync(Services("""{"features":{"theme":{"defaultValue":{"accent_color":"#0a0"}},"text":{"defaultValue":"x"}}}"""));
        IGrowthBookUser user = client.User(Shop.Ada);
        Assert.Equal("#0a0", user.GetFeatureValue("theme", new Theme("#000"), snake).AccentColor);
        Assert.Equal("#000", user.GetFeatureValue("text", new Theme("#000"), snake).AccentColor);
        Assert.StartsWith("412 the value of feature `text` does not fit: expected Theme", Assert.Single(Lines()), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => user.GetFeatureValue("theme", new Theme("#000"), (JsonSerializerOptions)null!));
    }

    private sealed record Theme(string AccentColor);

    private static string ByDeviceToo { get; } = Shop.Json.Replace("\"hashAttribute\":\"id\",\n", "\"hashAttribute\":\"device\",\n", StringComparison.Ordinal);

    private IEnumerable<FakeLogRecord> Identifiers() => _log.GetSnapshot().Where(record => record.Id.Id is 423 or 447 or 448);

    private IEnumerable<FakeLogRecord> Similar() => _log.GetSnapshot().Where(record => record.Id.Id == 423);

    private Task<GrowthBookClient> StartAsync(IEffectHandler[] handlers) => Shop.StartAsync(Services(Shop.Json) with { Handlers = [.. handlers] });

    private Task<GrowthBookClient> StartAsync() => StartAsync([]);

    private ClientServices Services(string json) =>
        Shop.Services(json) with { MeterFactory = Factory, LoggerFactory = new CollectingLoggerFactory(_log) };

    private ClientServices Services(string json, Func<LogLevel> level) =>
        Services(json) with { LoggerFactory = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(_log)).AddFilter(each => each >= level())) };

    /// <summary>The warnings without those of forced values of another kind, which have tests of their own.</summary>
    private string[] Lines() =>
        [.. _log.GetSnapshot().Where(record => record is { Category: "GrowthBook.Client", Level: LogLevel.Warning, Id.Id: not 446 }).Select(record => $"{record.Id.Id} {record.Message}")];

    private IEnumerable<string> Counts() => _faults.GetMeasurementSnapshot()
        .GroupBy(each => each.Tags["growthbook.fault"])
        .Select(group => $"{group.Key} {group.Sum(each => each.Value)}")
        .Order(StringComparer.Ordinal);

    private sealed record Limits(int Max);

    [JsonSerializable(typeof(Limits))]
    private sealed partial class LimitsJson : JsonSerializerContext;

    [JsonConverter(typeof(RefusingConverter))]
    private sealed record Refusing;

    [JsonSerializable(typeof(Refusing))]
    private sealed partial class RefusingJson : JsonSerializerContext;

    private sealed class RefusingConverter : JsonConverter<Refusing>
    {
        public override Refusing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new FormatException("first\nsecond" + new string('x', 5000));

        public override void Write(Utf8JsonWriter writer, Refusing value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    [Fact]
    public async Task An_empty_key_is_named_in_the_log()
    {
        var log = new FakeLogCollector();
        await using var client = await Shop.StartAsync(Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(log) });

        client.User(Shop.Ada).IsOn("");

        Assert.StartsWith("feature `(an empty key)` is not among the 5 features", Assert.Single(log.GetSnapshot(), record => record.Id.Id == 411).Message, StringComparison.Ordinal);
    }
}
