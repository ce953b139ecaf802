using Microsoft.Extensions.Logging.Testing;

namespace GrowthBook.Client.Tests.Clients;

/// <summary>Features and saved groups that a payload refers to and does not have, and features that need themselves, are logged when it comes into use, once per key.</summary>
public sealed class DoubtfulReferenceTests
{
    private readonly FakeLogCollector _log = new();

    [Fact]
    public async Task Missing_features_and_groups_have_a_line_each()
    {
        var services = Services(Json("nav", "staff"));
        await using var client = await Shop.StartAsync(services);
        Assert.Equal(
            [
                "426 the payload lacks 1 of the features that prerequisites name, whose value is null: nav; correct the keys, or add the features to the SDK connection, such as by their project; gb lint names the places",
                "427 the payload lacks 1 of the saved groups that conditions name, so no user is in them: staff; correct the ids, or add the groups to the SDK connection; gb lint names the places",
            ],
            Lines());

        _log.Clear();
        Shop.SourceOf(services).Set(Json("nav", "staff", "another value"));
        await client.RefreshAsync(force: true); // after one in progress, which may have read the payload before
        Assert.Empty(Lines());

        Shop.SourceOf(services).Set(Json("other", "staff"));
        await client.RefreshAsync(force: true);
        Assert.StartsWith("426 the payload lacks 1 of the features that prerequisites name, whose value is null: other;", Assert.Single(Lines()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_complete_payload_has_no_line()
    {
        await using var client = await Shop.StartAsync(Services(Json("present", "known")));
        await using var shop = await Shop.StartAsync(Services(Shop.Json));
        Assert.Empty(Lines());
    }

    [Fact]
    public async Task Of_many_keys_the_first_are_named_once()
    {
        var conditions = string.Join(",", Enumerable.Range(0, 500).Select(i => $$$"""{"id":"f{{{i}}}\n","condition":{"value":true}}"""));
        var json = $$$"""{"features":{"flag":{"rules":[{"force":1,"parentConditions":[{{{conditions}}}]}]} } }""";
        var services = Services(json);
        await using var client = await Shop.StartAsync(services);
        Assert.StartsWith(
            "426 the payload lacks 500 of the features that prerequisites name, whose value is null: f0\\u000a, f1\\u000a, f2\\u000a, f3\\u000a, f4\\u000a, …; correct", Assert.Single(Lines()), StringComparison.Ordinal);
        Shop.SourceOf(services).Set(json + " ");
        await client.RefreshAsync();
        Assert.Single(Lines());
    }

    [Fact]
    public async Task Features_that_need_themselves_have_a_line()
    {
        var json = """{"features":{"a":{"rules":[{"parentConditions":[{"id":"b","condition":{"value":true}}],"force":1}]},"b":{"rules":[{"parentConditions":[{"id":"a","condition":{"value":true}}]}]}}}""";
        var services = Services(json);
        await using var client = await Shop.StartAsync(services);
        Assert.Equal(
            ["428 the payload has 2 features that need themselves through prerequisites, so that their value is null for users whom no rule answers before: a, b; remove a prerequisite of each circle; gb lint names the places"],
            Lines());
        Shop.SourceOf(services).Set(json + " ");
        await client.RefreshAsync();
        Assert.Single(Lines());
    }

    private static string Json(string prerequisite, string group, string value = "") => $$$"""
        {"features":{"present":{"defaultValue":true},"flag":{"defaultValue":"{{{value}}}","rules":[
          {"force":1,"parentConditions":[{"id":"{{{prerequisite}}}","condition":{"value":true}}]},
          {"force":2,"condition":{"$or":[{"id":{"$inGroup":"{{{group}}}"}},{"$savedGroup":{"id":"known"}},{"id":{"$notInGroup":"{{{group}}}"}}]}}]}},
         "savedGroups":{"known":["u-1"]}}
        """;

    private ClientServices Services(string json) => Shop.Services(json) with { LoggerFactory = new CollectingLoggerFactory(_log) };

    private string[] Lines() => [.. _log.GetSnapshot().Where(record => record.Id.Id is 426 or 427 or 428).Select(record => $"{record.Id.Id} {record.Message}")];
}
