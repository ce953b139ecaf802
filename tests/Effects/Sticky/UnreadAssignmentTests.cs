using System.Collections.Immutable;
using GrowthBook.Client.Tests.Clients;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Sticky;

/// <summary>
/// Experiments in code by attributes that the payload does not bucket by: the option has their stored assignments read; without it new assignments do not
/// replace the stored ones.
/// </summary>
public sealed class UnreadAssignmentTests
{
    private const string Flags = """{"features":{"flag":{"defaultValue":true}}}""";

    private const string ByEmail = """{"features":{"flag":{"rules":[{"key":"mail","variations":[1,2],"hashAttribute":"email","fallbackAttribute":"device"}]}}}""";

    private const string ById = """{"features":{"flag":{"rules":[{"key":"rule","variations":[1,2],"hashAttribute":"id"}]}}}""";

    private readonly InMemoryStickyBucketStore _store = new();
    private readonly FakeLogCollector _log = new();

    [Theory]
    [InlineData(Flags, "id")]
    [InlineData(Flags, "company")]
    [InlineData(ByEmail, "id")]
    [InlineData(ByEmail, "email")]
    [InlineData(ById, "company")]
    public async Task An_experiment_in_code_is_sticky_by_an_attribute_of_the_option(string payload, string attribute)
    {
        await using var client = await StartAsync(payload, "", attribute, attribute);
        var user = new Attributes { [attribute] = "u-1" };
        Assert.Equal(("a", false), Run(await client.UserAsync(user), First(attribute)));
        Assert.Equal(("a", true), Run(await client.UserAsync(user), Second(attribute)));
        await client.FlushAsync();
        Assert.Equal(("a", true), Run(await client.UserAsync(user), Second(attribute)));
        Assert.Equal("0", await StoredAsync(attribute));
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task A_fallback_attribute_of_the_option_keeps_the_variation_after_a_login()
    {
        await using var client = await StartAsync(Flags, "id", "device");
        Assert.Equal(("a", false), Run(await client.UserAsync(new Attributes { ["device"] = "u-1" }), First("id", "device")));
        Assert.Equal(("a", true), Run(await client.UserAsync(new Attributes { ["device"] = "u-1", ["id"] = "u-1" }), Second("id", "device")));
    }

    [Theory]
    [InlineData(Flags, "id")]
    [InlineData(ById, "company")]
    [InlineData(ByEmail, "id")]
    public async Task Without_the_option_a_new_assignment_counts_for_the_user_and_replaces_no_stored_one(string payload, string attribute)
    {
        await StoreAsync(attribute);
        await using var client = await StartAsync(payload);
        for (var i = 0; i < 3; i++)
        {
            var user = await client.UserAsync(new Attributes { [attribute] = "u-1" });
            Assert.Equal(("b", false), Run(user, Second(attribute)));
            Assert.Equal(("b", true), Run(user.WithUrl("https://shop.example/"), First(attribute)));
            Assert.Equal(("b", false), Run(user, Second(attribute) with { Key = "other" }));
        }
        await client.FlushAsync();
        Assert.Equal("0", await StoredAsync(attribute));
        Assert.Equal(
            [$"experiment `meta` assigns a variation, and the stored assignments of its attribute `{attribute}` were not read, as neither the payload nor an option names it; new ones of the attribute count for the user object and are not saved; name it in StickyBucketIdentifierAttributes"],
            Lines);
    }

    /// <summary>The assignment by the hash attribute is saved, and hides the one that is stored for the device.</summary>
    [Fact]
    public async Task A_fallback_attribute_that_was_not_read_has_a_line_if_the_user_has_it()
    {
        await StoreAsync("device");
        await using var client = await StartAsync(ById);
        Run(await client.UserAsync(new Attributes { ["id"] = "u-1" }), Second("id", "device"));
        Assert.Empty(Lines);
        Run(await client.UserAsync(new Attributes { ["id"] = "u-2", ["device"] = "u-1" }), Second("id", "device"));
        Run(await client.UserAsync(new Attributes { ["device"] = "u-1" }), Second("id", "device"));
        Assert.Contains("`device`", Assert.Single(Lines), StringComparison.Ordinal);
        await client.FlushAsync();
        Assert.Equal("0", await StoredAsync("device"));
    }

    [Fact]
    public async Task A_payload_that_arrives_after_the_lookup_makes_no_attribute_read()
    {
        await StoreAsync("id");
        var services = Shop.Services(Flags);
        await using var client = await StartAsync(services);
        var user = await client.UserAsync(new Attributes { ["id"] = "u-1" });
        Shop.SourceOf(services).Set(ById);
        await client.RefreshAsync();
        var changed = user.With(context => context with { Payload = client.Payload });
        Assert.Equal(("b", false), Run(changed, Second("id")));
        await client.FlushAsync();
        Assert.Equal("0", await StoredAsync("id"));
        Assert.Single(Lines);
        Assert.Equal(("a", true), Run(await client.UserAsync(changed), Second("id")));
    }

    /// <summary>The caller knows which documents there are.</summary>
    [Fact]
    public async Task Documents_of_the_caller_count_as_all_of_the_user()
    {
        await using var client = await StartAsync(Flags);
        var given = StickyBuckets.Of([StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"u-1","assignments":{"earlier__0":"1"}}""").EnsureValid()!]);
        var user = (await client.UserAsync(new Attributes { ["id"] = "u-1" })).With(context => context with { StickyBuckets = given });
        Assert.Equal(("a", false), Run(user.WithEffects((effects, _) => effects), First("id")));
        await client.FlushAsync();
        Assert.Equal("0", await StoredAsync("id"));
        var again = await client.UserAsync(user);
        Run(again, First("id") with { Key = "later" });
        await client.FlushAsync();
        Assert.True((await _store.ReadAsync(["id||u-1"], default)).Single().Assignments.ContainsKey("later__0"));
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task Another_value_or_an_override_of_an_identifier_of_the_option_is_another_user()
    {
        await using var client = await StartAsync(Flags, "id");
        var user = await client.UserAsync(new Attributes { ["id"] = "u-1" });
        Assert.Null(user.WithAttributes(new Attributes { ["id"] = "u-2" }).Context.StickyBuckets);
        var overridden = user.With(context => context with { AttributeOverrides = new Attributes { ["id"] = "u-2" } });
        Assert.Null(overridden.Context.StickyBuckets);
        Assert.Null((await client.UserAsync(overridden)).Context.StickyBuckets);
        Assert.NotNull(user.WithAttributes(new Attributes { ["plan"] = "pro" }).Context.StickyBuckets);
    }

    [Fact]
    public async Task An_identifier_that_the_user_gets_later_and_an_experiment_without_sticky_buckets_have_no_line()
    {
        await using var client = await StartAsync(Flags, "id");
        var visitor = await client.UserAsync(new Attributes { ["plan"] = "pro" });
        Run(visitor.WithAttributes(new Attributes { ["id"] = "u-1" }), First("id"));
        Run(await client.UserAsync(new Attributes { ["company"] = "u-1" }), First("company") with { DisableStickyBucketing = true });
        Run(client.UserWithoutLookup(new Attributes { ["company"] = "u-1" }), First("company"));
        await client.FlushAsync();
        Assert.Equal(0, _store.Count);
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task The_attributes_are_those_of_the_payload_and_then_those_of_the_option()
    {
        await using var client = await StartAsync(ByEmail, "id", "email", "ID");
        Assert.Equal(["device", "email", "id", "ID"], client.StickyBucketAttributesOf(client.Payload).AsEnumerable());
        Assert.True(client.StickyBucketAttributesOf(client.Payload) == client.StickyBucketAttributesOf(client.Payload), "a user allocates no names");
        Assert.Equal(["id", "email", "ID"], client.StickyBucketAttributesOf(Payload.Empty).AsEnumerable());
        Assert.Throws<ArgumentNullException>("payload", () => client.StickyBucketAttributesOf(null!));
        var context = client.Context(new Attributes { ["id"] = 7, ["email"] = "", ["ID"] = "x" });
        Assert.Equal(["id||7", "ID||x"], StickyBucketKeys.Of(context, client.StickyBucketAttributesOf(context.Payload)).AsEnumerable());
        Assert.Empty(StickyBucketKeys.Of(context, default));
        Assert.Throws<ArgumentNullException>("context", () => StickyBucketKeys.Of(null!, ImmutableArray<string>.Empty));
    }

    private IEnumerable<string> Lines => _log.GetSnapshot().Where(line => line.Id.Id == 457).Select(line => line.Message);

    private static Experiment First(string hash, string? fallback = null) =>
        new("meta", "a", "b") { HashAttribute = hash, FallbackAttribute = fallback, Meta = [new("0"), new("1")], Weights = [1, 0] };

    private static Experiment Second(string hash, string? fallback = null) => First(hash, fallback) with { Weights = [0, 1] };

    private static (string Value, bool IsSticky) Run(GrowthBookUser user, Experiment experiment)
    {
        var result = user.Run(experiment);
        return (result.ValueOr(""), result.StickyBucketUsed);
    }

    private Task<GrowthBookClient> StartAsync(string payload, params List<string> names) => StartAsync(Shop.Services(payload), names);

    private Task<GrowthBookClient> StartAsync(ClientServices services, params List<string> names) => Shop.StartAsync(
        services with { StickyBuckets = _store, LoggerFactory = new CollectingLoggerFactory(_log) }, options => options.StickyBucketIdentifierAttributes = names);

    private ValueTask StoreAsync(string attribute) => _store.SaveAsync(
        StickyAssignmentDocument.Parse($$$"""{"attributeName":"{{{attribute}}}","attributeValue":"u-1","assignments":{"meta__0":"0"}}""").EnsureValid()!, default);

    private async Task<string> StoredAsync(string attribute) => (await _store.ReadAsync([$"{attribute}||u-1"], default)).Single().Assignments["meta__0"];
}
