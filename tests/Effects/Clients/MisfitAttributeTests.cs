using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Attributes of users of a kind on which no condition of the payload depends.</summary>
public sealed class MisfitAttributeTests
{
    private const string Payload = """
        {"features":{
          "seats":{"defaultValue":false,"rules":[{"condition":{"seats":{"$in":[3,4]}},"force":true}]},
          "group":{"defaultValue":false,"rules":[{"condition":{"company.id":{"$inGroup":"companies"}},"force":true}]},
          "since":{"defaultValue":false,"rules":[{"condition":{"signup":{"$gt":1700000000}},"force":true}]},
          "mail":{"defaultValue":false,"rules":[{"condition":{"email_verified":true},"force":true}]},
          "tags":{"defaultValue":false,"rules":[{"condition":{"tags":{"$elemMatch":{"$eq":"vip"}}},"force":true}]}},
         "savedGroups":{"companies":[101,102]}}
        """;

    private readonly FakeLogCollector _log = new();

    private IEnumerable<string> Warnings => _log.GetSnapshot().Where(line => line.Id.Id == 443 && line.Level == LogLevel.Warning).Select(line => line.Message);

    [Fact]
    public async Task Each_attribute_is_a_warning_once_that_names_kinds_and_no_value()
    {
        await using var client = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            client.User(new Attributes
            {
                ["id"] = "u",
                ["seats"] = "3",
                ["company"] = new Value.Object { ["id"] = "101" },
                ["signup"] = new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc),
                ["email_verified"] = "false",
                ["tags"] = "vip",
            });
        }
        Assert.Equal(
            [
                Line("seats", "a text", "a number"),
                Line("company.id", "a text", "a number"),
                Line("signup", "a text that is no number", "a number"),
                Line("email_verified", "a text that means false but counts as true", "a boolean"),
                Line("tags", "a text", "an array of texts"),
            ],
            Warnings);
    }

    [Fact]
    public async Task A_version_as_a_number_is_a_warning_once()
    {
        await using var client = await Shop.StartAsync(Shop.Services("""{"features":{"f":{"rules":[{"condition":{"app":{"$vgte":"5.2"}},"force":true}]}}}""") with { LoggerFactory = new CollectingLoggerFactory(_log) });
        for (var i = 0; i < 3; i++)
            client.User(new Attributes { ["id"] = "u", ["app"] = 5.10 });
        Assert.Equal(
            "the attribute `app` of a user is a number with a fraction, and conditions of the payload compare it as a version, of which a number loses the zeros at the end (5.10 is 5.1); give it as a text",
            Assert.Single(_log.GetSnapshot(), line => line.Id.Id == 466 && line.Level == LogLevel.Warning).Message);
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task Attributes_that_fit_are_not_logged()
    {
        await using var client = await StartAsync();
        client.User(new Attributes
        {
            ["id"] = "u",
            ["seats"] = 5,
            ["company"] = new Value.Object { ["id"] = 1, ["name"] = "x" },
            ["signup"] = "1800000000",
            ["email_verified"] = false,
            ["tags"] = ["new"],
            ["free"] = "x",
        });
        client.User(new Attributes { ["id"] = "u", ["seats"] = "", ["tags"] = Value.Null.Instance });
        Assert.Empty(Warnings);
    }

    /// <summary>An attribute that is changed later, and one that overrides another.</summary>
    [Fact]
    public async Task Attributes_that_are_added_later_are_checked_as_their_overrides_leave_them()
    {
        await using var client = await StartAsync();
        client.User(new Attributes { ["id"] = "u" }).WithAttributes(new Attributes { ["seats"] = "3" });
        client.User(new Attributes { ["id"] = "u" }).With(context => context with
        {
            Attributes = context.Attributes.With("signup", "never").With("tags", "vip"),
            AttributeOverrides = new Attributes { ["signup"] = 1, ["email_verified"] = "no" },
        });
        Assert.Equal(
            [Line("seats", "a text", "a number"), Line("tags", "a text", "an array of texts"), Line("email_verified", "a text that means false but counts as true", "a boolean")],
            Warnings);
    }

    [Fact]
    public async Task The_first_hundred_users_after_each_payload_are_checked()
    {
        var services = Shop.Services(Payload);
        await using var client = await StartAsync(services);
        for (var i = 0; i < 100; i++)
            client.User(new Attributes { ["id"] = "u" });
        client.User(new Attributes { ["seats"] = "3" });
        Assert.Empty(Warnings);
        Shop.SourceOf(services).Set(Payload.Replace("\"signup\"", "\"since\"", StringComparison.Ordinal));
        await client.RefreshAsync();
        client.User(new Attributes { ["seats"] = "3" });
        Assert.Single(Warnings);
    }

    /// <summary>The name of an enum, and a date in the form of a culture. A path can have a line of each kind.</summary>
    [Fact]
    public async Task A_text_in_another_case_and_a_date_in_another_form_are_warnings_once()
    {
        await using var client = await StartAsync(Shop.Services(
            """{"features":{"a":{"rules":[{"condition":{"plan":{"$in":["pro","team"]},"created":{"$gte":"2026-01-01"}},"force":true}]}}}"""));
        for (var i = 0; i < 3; i++)
        {
            client.User(new Attributes { ["id"] = "u", ["plan"] = Value.From(Plan.Pro), ["created"] = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc).ToString(CultureInfo.InvariantCulture) });
            client.User(new Attributes { ["id"] = "u", ["plan"] = 3, ["created"] = "01.03.2026" });
            client.User(new Attributes { ["id"] = "u", ["plan"] = "free", ["created"] = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc) });
        }
        Assert.Equal(
            [
                "459 the attribute `plan` of a user equals no text of the conditions of the payload, and one but for its case; give it in the same case, such as an enum by the name that the conditions have, or compare with $ini in place of $eq and $in",
                "443 " + Line("created", "a text that is no ISO 8601 date", "a date such as 2026-01-31"),
                "443 " + Line("plan", "a number", "a text"),
            ],
            _log.GetSnapshot().Where(line => line.Level == LogLevel.Warning).Select(line => $"{line.Id.Id} {line.Message}"));
    }

    private enum Plan
    {
        Free,
        Pro,
    }

    /// <summary>The check ends, and its end leaves the user as it was.</summary>
    [Fact]
    public async Task Later_users_cost_no_bytes_for_it()
    {
        await using var client = await StartAsync();
        await using var empty = await StartAsync(Shop.Services("""{"features":{"a":{"defaultValue":1}}}"""));
        var user = new Attributes { ["seats"] = "3" };
        for (var i = 0; i < 1_000; i++)
            client.User(user);
        Assert.Equal(AllocatedBytes.Of(() => empty.User(user)), AllocatedBytes.Of(() => client.User(user)));
    }

    private static string Line(string attribute, string kind, string needed) =>
        $"the attribute `{attribute}` of a user is {kind}, whose value decides no condition of the payload; give it as {needed}, or correct the conditions";

    private Task<GrowthBookClient> StartAsync(ClientServices? services = null) =>
        Shop.StartAsync((services ?? Shop.Services(Payload)) with { LoggerFactory = new CollectingLoggerFactory(_log) });
}
