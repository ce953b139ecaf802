using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Names in options that users' attributes nearly have.</summary>
public sealed class NamedAttributeTests
{
    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Warnings => _log.GetSnapshot().Where(line => line.Id.Id is >= 435 and <= 437).Select(line => line.Message);

    [Theory]
    [InlineData("emial", "email")]
    [InlineData("Email", "email")]
    [InlineData("ID", "id")]
    [InlineData("phone\nnumber", "phonenumber")]
    public void A_secure_attribute_that_a_user_nearly_has_is_logged_once(string name, string given)
    {
        using var client = Secure(name, "country");
        client.User(Attributes.Empty);
        client.User(new Attributes { ["plan"] = "pro" });
        Assert.Empty(Warnings);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { [given] = "ada@example.com", ["plan"] = "pro" });
        Assert.Equal(
            [$"a user has no attribute `{name.Replace("\n", "\\u000a")}`, which SecureAttributes names, but `{given}`, so that one stays in clear text; correct the name in the option or in the code"], Warnings);
    }

    [Fact]
    public void Each_secure_attribute_is_logged()
    {
        using var client = Secure("emial", "Phone");
        client.User(new Attributes { ["phone"] = "1", ["email"] = "2" });
        Assert.Equal(["`emial`", "`Phone`"], Warnings.Select(line => line.Split(' ')[5].TrimEnd(',')));
    }

    [Fact]
    public void A_path_to_a_part_of_an_attribute_is_logged_once()
    {
        using var client = Secure("user.contact.email");
        client.User(new Attributes { ["user"] = new Value.Object { ["contact"] = "none" } });
        Assert.Empty(Warnings);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["user"] = new Value.Object { ["contact"] = new Value.Object { ["email"] = "ada@example.com" } } });
        Assert.Equal(
            ["SecureAttributes names `user.contact.email`, which is within an attribute of a user, and only attributes themselves count, so that one stays in clear text; hash it in code, by SecureAttributes.Hash, or make it an attribute"],
            Warnings);
    }

    /// <summary>A user need not have all attributes, and a short name is similar to many.</summary>
    [Fact]
    public void Other_attributes_are_not_logged()
    {
        using var client = Secure("email", "emails", "id", "user.email");
        client.User(new Attributes { ["email"] = "1" });
        client.User(new Attributes { ["ip"] = "1", ["company"] = "2", ["user"] = new Value.Object { ["name"] = "ada" } });
        client.User(new Attributes { ["user.email"] = "1" });
        Assert.Empty(Warnings);
    }

    [Fact]
    public void Only_the_first_users_are_looked_at()
    {
        using var client = Secure("email");
        for (var i = 0; i < 1000; i++)
            client.User(new Attributes { ["id"] = i });
        client.User(new Attributes { ["Email"] = "ada@example.com" });
        Assert.Empty(Warnings);
    }

    [Fact]
    public void Users_without_any_attribute_of_the_cache_key_are_logged_once()
    {
        using var client = Remote("userId", "plan");
        client.UserWithoutLookup(Attributes.Empty);
        client.UserWithoutLookup(new Attributes { ["plan"] = "pro" });
        Assert.Empty(Warnings);
        for (var i = 0; i < 3; i++)
            client.UserWithoutLookup(new Attributes { ["a"] = 1, ["b"] = 1, ["c"] = 1, ["d"] = 1, ["e"] = 1, ["f"] = 1, ["id"] = i });
        Assert.Equal(
            ["a user has none of the attributes that CacheKeyAttributes names (`userId`, `plan`), but `id`, `a`, `b`, `c`, `d`, …, so all such users get the answer of the first one; give the names that the code gives"],
            Warnings);
    }

    [Fact]
    public void An_attribute_of_the_cache_key_that_a_user_nearly_has_is_logged_once()
    {
        using var client = Remote("id", "plna", "company.size");
        for (var i = 0; i < 3; i++)
            client.UserWithoutLookup(new Attributes { ["id"] = i, ["plan"] = "pro", ["company"] = new Value.Object { ["size"] = 3 } });
        Assert.Equal(
            [
                "a user has no attribute `plna`, which CacheKeyAttributes names, but `plan`, so users who differ in that one share an answer; correct the name in the option or in the code",
                "CacheKeyAttributes names `company.size`, which is within an attribute of a user, and only attributes themselves count, so users who differ in that one share an answer; name the whole attribute",
            ],
            Warnings);
    }

    [Theory]
    [InlineData("userid", "user_id")]
    [InlineData("User_ID", "user_id")]
    public void An_attribute_of_the_deduplication_that_a_user_nearly_has_is_logged_once(string name, string given)
    {
        using var client = Deduplicating([name]);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { [given] = i, ["plan"] = "pro" });
        Assert.Equal(
            [$"a user has no attribute `{name}`, which DeduplicationAttributes names, but `{given}`, so each usage of such a user is passed on, without deduplication; correct the name in the option or in the code"],
            Warnings);
    }

    [Fact]
    public void Of_several_attributes_of_the_deduplication_the_others_count()
    {
        using var client = Deduplicating(["userid", "plan", "company.size"]);
        client.User(new Attributes { ["user_id"] = 1, ["plan"] = "pro", ["company"] = new Value.Object { ["size"] = 3 } });
        Assert.Equal(
            [
                "a user has no attribute `userid`, which DeduplicationAttributes names, but `user_id`, so users who differ in that one count as one, whose usages are passed on once; correct the name in the option or in the code",
                "DeduplicationAttributes names `company.size`, which is within an attribute of a user, and only attributes themselves count, so users who differ in that one count as one, whose usages are passed on once; name the whole attribute",
            ],
            Warnings);
    }

    [Fact]
    public void An_attribute_of_sticky_buckets_that_a_user_nearly_has_is_logged_once()
    {
        using var client = new GrowthBookClient(
            new GrowthBookOptions { StickyBucketIdentifierAttributes = ["deviceid", "id", "company.id"] }, Shop.Services() with { LoggerFactory = new CollectingLoggerFactory(_log) });
        for (var i = 0; i < 3; i++)
            client.UserWithoutLookup(new Attributes { ["id"] = i, ["device_id"] = i, ["company"] = new Value.Object { ["id"] = 3 } });
        Assert.Equal(
            [
                "a user has no attribute `deviceid`, which StickyBucketIdentifierAttributes names, but `device_id`, so that one's stored assignments are neither read nor saved; correct the name in the option or in the code",
                "StickyBucketIdentifierAttributes names `company.id`, which is within an attribute of a user, and only attributes themselves count, so that one's stored assignments are neither read nor saved; make it an attribute",
            ],
            Warnings);
    }

    /// <summary>Without a receiver there is nothing to deduplicate, and without a capacity no deduplication.</summary>
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, 0)]
    public void A_deduplication_without_effect_is_not_logged(bool hasHandler, int? capacity)
    {
        using var client = Deduplicating(["userid"], hasHandler, capacity);
        client.User(new Attributes { ["user_id"] = 1 });
        Assert.Empty(Warnings);
    }

    /// <summary>The usages of a user without an identifier: what the warning says.</summary>
    [Fact]
    public async Task Usages_without_an_attribute_of_the_deduplication_are_passed_on()
    {
        var usages = 0;
        await using var client = await Shop.StartAsync(
            Shop.Services() with { Handlers = [EffectHandler.Of(onFeatureEvaluated: (_, _, _) => usages++)] }, options => options.DeduplicationAttributes = ["userid"]);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["user_id"] = "ada" }).IsOn("color");
        Assert.Equal(3, usages);
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["userid"] = "ada" }).IsOn("color");
        Assert.Equal(4, usages);
    }

    [Theory]
    [InlineData("SecureAttributes")]
    [InlineData("CacheKeyAttributes")]
    [InlineData("DeduplicationAttributes")]
    [InlineData("StickyBucketIdentifierAttributes")]
    public void A_name_with_white_space_around_it_is_a_fault(string option)
    {
        foreach (var name in new[] { " email ", "email\t", " " })
        {
            var options = new GrowthBookOptions { ClientKey = "sdk-1", SecureAttributeSalt = "salt" };
            typeof(GrowthBookOptions).GetProperty(option)!.SetValue(options, new List<string> { "id", name });
            Assert.Equal($"GrowthBookOptions.{option}: must be names without white space around them, was one with `{name.Replace("\t", "\\u0009")}`", Assert.Single(options.Validate()));
        }
    }

    /// <summary>All users would get the answer of the first one.</summary>
    [Fact]
    public void A_cache_key_without_attributes_is_a_fault()
    {
        var options = new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.example", RemoteEvaluation = true, CacheKeyAttributes = [] };
        Assert.Equal(
            "GrowthBookOptions.CacheKeyAttributes: must be at least one attribute, or null for all: without any, all users get the answer of the first one, was empty", Assert.Single(options.Validate()));
    }

    private GrowthBookClient Secure(params List<string> names) => new(
        new GrowthBookOptions { SecureAttributes = names, SecureAttributeSalt = "salt" },
        new ClientServices { Source = new InMemoryPayloadSource(Shop.Json), LoggerFactory = new CollectingLoggerFactory(_log) });

    private GrowthBookClient Deduplicating(List<string> names, bool hasHandler = true, int? capacity = null)
    {
        var options = new GrowthBookOptions { DeduplicationAttributes = names };
        options.DeduplicationCapacity = capacity ?? options.DeduplicationCapacity;
        return new GrowthBookClient(options, new ClientServices
        {
            Source = new InMemoryPayloadSource(Shop.Json),
            Handlers = hasHandler ? [EffectHandler.Of(onFeatureEvaluated: (_, _, _) => { })] : [],
            LoggerFactory = new CollectingLoggerFactory(_log),
        });
    }

    private GrowthBookClient Remote(params List<string> names) => new(
        new GrowthBookOptions { ClientKey = "sdk-1", ApiHost = "https://gb.example", RemoteEvaluation = true, CacheKeyAttributes = names },
        new ClientServices { LoggerFactory = new CollectingLoggerFactory(_log) });
}
