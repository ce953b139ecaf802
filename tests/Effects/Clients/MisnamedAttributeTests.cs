using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Attributes of users whose names the payload has nearly.</summary>
public sealed class MisnamedAttributeTests
{
    private const string Payload = """
        {"features":{
          "sale":{"defaultValue":false,"rules":[{"condition":{"country":"DE"},"force":true}]},
          "mobile":{"defaultValue":false,"rules":[{"condition":{"device.os":"ios"},"force":true}]},
          "share":{"defaultValue":false,"rules":[{"coverage":0.5,"hashAttribute":"comapny","force":true}]},
          "test":{"defaultValue":1,"rules":[{"key":"e","variations":[1,2]}]}}}
        """;

    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Warnings => Lines(445, LogLevel.Warning);

    private IEnumerable<string> Slips => Lines(449, LogLevel.Information);

    [Theory]
    [InlineData("Country", "country")]
    [InlineData("co_untry", "country")]
    [InlineData("Device", "device")]
    public async Task A_name_of_another_case_or_with_other_separators_is_a_warning_once(string given, string expected)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "DE" });
        Assert.Equal(
            [$"a user has no attribute `{expected}`, which the payload reads, but `{given}`, which it does not; give both one name, in the code or in GrowthBook, or ignore this line if they are different attributes"],
            Warnings);
        Assert.Empty(Slips);
    }

    /// <summary>A dot is a step into an object, so that another name would not help.</summary>
    [Theory]
    [InlineData("device.os", "os")]
    [InlineData("device.os.version", "os.version")]
    [InlineData("device.", "")]
    public async Task A_path_as_a_name_is_a_warning_that_asks_for_an_object(string given, string member)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "ios" });
        Assert.Equal(
            [$"a user has an attribute with the name `{given}`, which can be a path, and none with the name `device`, which the payload reads; if it reads the path, give an object with the member `{member}`, otherwise ignore this line"],
            Lines(450, LogLevel.Warning));
        Assert.Empty(Warnings.Concat(Slips));
        client.User(new Attributes { ["id"] = "u", ["Country"] = "DE" });
        Assert.Single(Warnings);
    }

    [Fact]
    public async Task A_path_as_a_name_next_to_the_object_is_not_logged()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["id"] = "u", ["device.os"] = "ios", ["device"] = new Value.Object { ["os"] = "ios" } });
        Assert.Empty(Lines(450, LogLevel.Warning));
    }

    /// <summary>It can be another word, such as <c>county</c>.</summary>
    [Theory]
    [InlineData("coutnry", "country")]
    [InlineData("county", "country")]
    [InlineData("company", "comapny")]
    public async Task A_name_that_differs_by_one_character_is_information_once(string given, string expected)
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "DE" });
        Assert.Equal(
            [$"a user has no attribute `{expected}`, which the payload reads, but `{given}`, which it does not and which differs by one character; correct the name that is misspelt, in the code or in GrowthBook, or ignore this line if they are different attributes"],
            Slips);
        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData("pln", "plan")]
    [InlineData("paln", "plan")]
    [InlineData("plann", "plan")]
    [InlineData("Emial", "email")]
    [InlineData("regon", "region")]
    public async Task A_slip_in_a_short_name_that_no_user_has_is_information_once(string given, string expected)
    {
        await using var client = await StartAsync(Shop.Services(Reading(expected)));
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "x" });
        Assert.StartsWith($"a user has no attribute `{expected}`, which the payload reads, but `{given}`, ", Assert.Single(Slips), StringComparison.Ordinal);
        Assert.Empty(Warnings);
    }

    /// <summary>The payload reads one of them, and no user has it.</summary>
    [Theory]
    [InlineData("role", "roles")]
    [InlineData("groups", "group")]
    [InlineData("Role", "roles")]
    [InlineData("user_tag", "userTags")]
    [InlineData("tags", "tag")]
    public async Task A_singular_and_its_plural_with_an_s_are_information_once(string given, string expected)
    {
        await using var client = await StartAsync(Shop.Services(Reading(expected)));
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "x" });
        Assert.StartsWith($"a user has no attribute `{expected}`, which the payload reads, but `{given}`, ", Assert.Single(Slips), StringComparison.Ordinal);
        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData("countryCode", "country")]
    [InlineData("plan_name", "plan")]
    [InlineData("userPlan", "plan")]
    [InlineData("plan", "customer-plan")]
    [InlineData("AppVersion", "appVersionName")]
    [InlineData("company_id", "company")]
    public async Task A_name_with_more_words_is_information_once(string given, string expected)
    {
        await using var client = await StartAsync(Shop.Services(Reading(expected)));
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", [given] = "x" });
        Assert.Equal(
            [$"a user has no attribute `{expected}`, which the payload reads, but `{given}`, which it does not and which has some of its words; if they mean the same, give both one name, in the code or in GrowthBook, otherwise ignore this line"],
            Lines(465, LogLevel.Information));
        Assert.Empty(Warnings.Concat(Slips));
    }

    /// <summary>Words within a name, short ones, no words, and an attribute that another user has or that the payload reads.</summary>
    [Theory]
    [InlineData("userPlanName", "plan")]
    [InlineData("userId", "id")]
    [InlineData("planname", "plan")]
    [InlineData("planName", "name_of_plan")]
    [InlineData("plan.name", "plan.code")]
    public async Task Names_with_other_words_are_not_logged(string given, string expected)
    {
        await using var client = await StartAsync(Shop.Services(Reading(expected)));
        client.User(new Attributes { ["id"] = "u", [given] = "x" });
        Assert.Empty(Lines(465, LogLevel.Information));
    }

    [Fact]
    public async Task A_name_with_more_words_than_one_that_users_have_is_not_logged()
    {
        await using var client = await StartAsync(Shop.Services("""{"features":{"f":{"rules":[{"condition":{"plan":"x","companyId":"x"},"force":true}]}}}"""));
        client.User(new Attributes { ["id"] = "u", ["plan"] = "x", ["companyId"] = "x" });
        client.User(new Attributes { ["id"] = "u", ["planName"] = "x", ["company"] = "x" });
        Assert.Empty(Lines(465, LogLevel.Information));
    }

    [Fact]
    public async Task A_singular_of_a_plural_that_users_have_is_another_word()
    {
        await using var client = await StartAsync(Shop.Services(Reading("visits")));
        client.User(new Attributes { ["id"] = "u", ["visits"] = 3 });
        client.User(new Attributes { ["id"] = "u", ["visit"] = "x" });
        Assert.Empty(Slips);
    }

    /// <summary>Users give any number of names. Names that are found before stay found.</summary>
    [Fact]
    public void The_names_that_are_looked_for_are_bounded()
    {
        var names = Names(["country"], new ComparisonBudget());
        Assert.Single(names.Of("Country"));
        for (var i = 0; i < 3_000; i++)
            Assert.Empty(names.Of($"n{i}"));
        Assert.Empty(names.Of("COUNTRY"));
        Assert.Single(names.Of("Country"));
    }

    /// <summary>Of short names other words are as near. A payload that comes later changes nothing.</summary>
    [Fact]
    public async Task A_short_name_is_no_slip_of_one_that_users_have()
    {
        var services = Shop.Services(Reading("price"));
        await using var client = await StartAsync(services);
        client.User(new Attributes { ["id"] = "u", ["prize"] = 1, ["price"] = 2 });
        client.User(new Attributes { ["id"] = "u", ["prize"] = 1 });
        Shop.SourceOf(services).Set(Reading("price").Replace("\"f\"", "\"g\"", StringComparison.Ordinal));
        await client.RefreshAsync();
        client.User(new Attributes { ["id"] = "u", ["prize"] = 1 });
        Assert.Empty(Slips);
    }

    [Theory]
    [InlineData("plam", "plan")]
    [InlineData("sax", "sex")]
    [InlineData("v1ew", "view")]
    [InlineData("ple", "plan")]
    [InlineData("ids", "id")]
    [InlineData("o", "os")]
    [InlineData("v12s", "v12")]
    [InlineData("rolez", "role")]
    public async Task Short_names_that_differ_otherwise_are_not_logged(string given, string expected)
    {
        await using var client = await StartAsync(Shop.Services(Reading(expected)));
        client.User(new Attributes { ["id"] = "u", [given] = "x" });
        Assert.Empty(Slips);
    }

    /// <summary>Names are looked for once, and which of them a user lacks is looked at for each user.</summary>
    [Fact]
    public async Task A_user_who_has_both_names_keeps_no_later_user_from_a_warning()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["id"] = "u", ["country"] = "DE", ["Country"] = "DE" });
        Assert.Empty(Warnings);
        client.User(new Attributes { ["id"] = "u", ["Country"] = "DE" });
        Assert.Single(Warnings);
    }

    /// <summary>200 names of one length are compared with each of 100 others; then only case and separators are looked at.</summary>
    [Fact]
    public void The_comparisons_for_slips_are_bounded()
    {
        var read = Enumerable.Range(0, 200).Select(i => $"a{new string((char)('b' + i / 20), 2)}{new string((char)('b' + i % 20), 2)}country").Order(StringComparer.Ordinal).ToImmutableArray();
        var names = Names(read, new ComparisonBudget());
        Assert.Equal(("abbbbcountry", NameLikeness.Slip), Assert.Single(names.Of("abbbbcounrty")));
        for (var i = 0; i < 100; i++)
            Assert.Empty(names.Of($"z{i:00000000000}"));
        Assert.Empty(names.Of("abbbbcoutnry"));
        Assert.Equal(("abbbbcountry", NameLikeness.Slip), Assert.Single(names.Of("abbbbcounrty")));
        Assert.Equal(("abbbbcountry", NameLikeness.Form), Assert.Single(names.Of("ABBBB_country")));
        Assert.Empty(Names(read, new ComparisonBudget(0)).Of("abbbbcounrty"));
    }

    [Fact]
    public async Task Attributes_that_are_added_later_are_checked_too()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["id"] = "u" }).WithAttributes(new Attributes { ["Country"] = "DE" });
        client.User(new Attributes { ["id"] = "u" }).With(context => context with { Attributes = context.Attributes.With(new Attributes { ["company"] = "c" }) });
        Assert.Equal(["`country`", "`comapny`"], Warnings.Concat(Slips).Select(line => line.Split(' ')[5].TrimEnd(',')));
    }

    /// <summary>A user who has the attribute, a global attribute, an attribute that the payload reads, and an attribute of another name.</summary>
    [Fact]
    public async Task Other_attributes_are_not_logged()
    {
        await using var client = await StartAsync(Shop.Services(Payload) with { GlobalAttributes = new Attributes { ["comapny"] = "c" } });
        client.User(new Attributes { ["id"] = "u", ["country"] = "DE", ["Country"] = "DE", ["company"] = "c", ["device"] = "d" });
        client.User(new Attributes { ["id"] = "u", ["count"] = 1, ["town"] = "x", ["devices2"] = 2, ["country-code"] = "DE" });
        client.User(Attributes.Empty);
        Assert.Empty(Warnings.Concat(Slips));
    }

    /// <summary>It has a line of its own, which says what follows.</summary>
    [Fact]
    public async Task An_identifier_is_logged_once()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["Id"] = "u" });
        Assert.Empty(Warnings);
        Assert.Single(_log.GetSnapshot(), line => line.Id.Id == 423);
    }

    /// <summary>A name that ends as the identifier, and differs in form only from another attribute that the payload reads, has one line.</summary>
    [Theory]
    [InlineData("ZoneId", """{"condition":{"zone_id":"z"},"force":true}""", 445, "`zone_id`")]
    [InlineData("CompanyId", """{"key":"b","variations":[1,2],"hashAttribute":"companyId"}""", 423, "companyId,")]
    public async Task A_name_of_the_form_of_another_attribute_has_the_line_of_that(string given, string rule, int id, string expected)
    {
        await using var client = await StartAsync(Shop.Services("""{"features":{"test":{"rules":[{"key":"e","variations":[1,2]}]},"other":{"rules":[RULE]}}}""".Replace("RULE", rule, StringComparison.Ordinal)));
        client.User(new Attributes { [given] = "x" });
        var line = Assert.Single(_log.GetSnapshot(), line => line.Id.Id is 423 or 445);
        Assert.Equal(id, line.Id.Id);
        Assert.Contains($"no attribute {expected}", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_hundred_users_after_each_payload_are_checked()
    {
        var services = Shop.Services(Payload);
        await using var client = await StartAsync(services);
        for (var i = 0; i < 100; i++)
            client.User(new Attributes { ["id"] = "u" });
        client.User(new Attributes { ["Country"] = "DE" });
        Assert.Empty(Warnings);
        Shop.SourceOf(services).Set(Payload.Replace("device.os", "tenant", StringComparison.Ordinal));
        await client.RefreshAsync();
        client.User(new Attributes { ["id"] = "u", ["Country"] = "DE" });
        Assert.Single(Warnings);
    }

    /// <summary>The check ends, and its end leaves the user as it was.</summary>
    [Fact]
    public async Task Later_users_cost_no_bytes_for_it()
    {
        await using var client = await StartAsync();
        await using var empty = await StartAsync(Shop.Services("""{"features":{"a":{"defaultValue":1}}}"""));
        var user = new Attributes { ["Country"] = "DE" };
        for (var i = 0; i < 1_000; i++)
            client.User(user);
        Assert.Equal(AllocatedBytes.Of(() => empty.User(user)), AllocatedBytes.Of(() => client.User(user)));
    }

    private static SimilarReadNames Names(ImmutableArray<string> read, ComparisonBudget comparisons) => new(read, new(new ConcurrentDictionary<string, bool>(), comparisons), "");

    private static string Reading(string attribute) =>
        """{"features":{"f":{"defaultValue":false,"rules":[{"condition":{"NAME":"x"},"force":true}]}}}""".Replace("NAME", attribute, StringComparison.Ordinal);

    private IEnumerable<string> Lines(int id, LogLevel level) => _log.GetSnapshot().Where(line => line.Id.Id == id && line.Level == level).Select(line => line.Message);

    private Task<GrowthBookClient> StartAsync(ClientServices? services = null) =>
        Shop.StartAsync((services ?? Shop.Services(Payload)) with { LoggerFactory = new CollectingLoggerFactory(_log) });
}
