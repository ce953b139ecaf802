using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrowthBook.Client.Redis.Tests;

/// <summary>Documents shared with the JavaScript SDK's Redis service, in both directions.</summary>
public sealed class ReferenceTests(SharedRedis redis) : IClassFixture<SharedRedis>
{
    /// <summary>An experiment whose variation hangs on the weights: all of control, or all of treatment.</summary>
    private static string Payload(string weights) => $$$"""
        {"features":{"layout":{"defaultValue":"none","rules":[{"key":"layout-test","hashAttribute":"id","fallbackAttribute":"deviceId",
        "variations":["old","new"],"weights":{{{weights}}},"meta":[{"key":"control"},{"key":"treatment"}],"bucketVersion":2}]} } }
        """;

    public static TheoryData<string> Identifiers => new(["u-1", "a||b", "Zoë \"quoted\" \\ / 😀", "\u2028\u0001", "1e3"]);

    [SkippableTheory]
    [MemberData(nameof(Identifiers))]
    public async Task A_document_saved_by_the_reference_is_read(string identifier)
    {
        await using var reference = Start();
        var document = Documents.Of(identifier, ("exp__0", "control"), ("Zoë's \"test\"__12", "😀"));
        Assert.Equal("null", await reference.AskAsync($$"""{"ask":"save","document":{{document}}}"""));
        Assert.Equal(document, await new RedisStickyBucketStore(redis.Connection).ReadOneAsync("id||" + identifier));
    }

    [SkippableTheory]
    [MemberData(nameof(Identifiers))]
    public async Task The_reference_reads_a_document_saved_here(string identifier)
    {
        await using var reference = Start();
        var document = Documents.Of(identifier, ("exp__0", "control"), ("Zoë's \"test\"__12", "😀"));
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(document);
        var attributes = new Attributes { ["id"] = identifier, ["deviceId"] = "absent" };
        var read = JsonNode.Parse(await reference.AskAsync($$"""{"ask":"get","attributes":{{attributes}}}"""))!.AsObject();
        Assert.Equal(["id||" + identifier], read.Select(member => member.Key));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(document.ToString()), read["id||" + identifier]), read.ToJsonString());
    }

    [SkippableFact]
    public async Task Both_write_the_same_bytes()
    {
        await using var reference = Start();
        var document = Documents.Of("bytes\u0000\u007F\u2028é😀\uD800", ("b__0", "1\uDC00"), ("exp__0", "\"\\/\b\f\n\r\t"));
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(document);
        var ours = (byte[]?)await redis.Database.StringGetAsync(document.Key);
        Assert.True(await redis.Database.KeyDeleteAsync(document.Key));
        await reference.AskAsync($$"""{"ask":"save","document":{{document}}}""");
        Assert.Equal((byte[]?)await redis.Database.StringGetAsync(document.Key), ours);
    }

    [SkippableFact]
    public async Task A_save_here_keeps_assignments_of_the_reference_which_reads_both()
    {
        await using var reference = Start();
        await reference.AskAsync("""{"ask":"save","document":{"attributeName":"id","attributeValue":"both","assignments":{"theirs__0":"1"},"note":{"empty":[]}}}""");
        await new RedisStickyBucketStore(redis.Connection).SaveAsync(Documents.Of("both", ("ours__0", "0")));
        var read = await reference.AskAsync("""{"ask":"get","attributes":{"id":"both"}}""");
        Assert.Equal(
            """{"id||both":{"attributeName":"id","attributeValue":"both","assignments":{"theirs__0":"1","ours__0":"0"},"note":{"empty":[]}}}""", read);
    }

    [SkippableFact]
    public async Task A_user_bucketed_by_the_reference_keeps_the_variation_here()
    {
        await using var reference = Start();
        var there = await EvaluateThereAsync(reference, "kept-1", "[1,0]");
        Assert.Equal(("old", false), there);
        Assert.Equal(("old", true), await EvaluateHereAsync("kept-1", "[0,1]"));
        Assert.Equal(("new", false), await EvaluateHereAsync("kept-2", "[0,1]"));
    }

    [SkippableFact]
    public async Task A_user_bucketed_here_keeps_the_variation_in_the_reference()
    {
        await using var reference = Start();
        Assert.Equal(("new", false), await EvaluateHereAsync("kept-3", "[0,1]"));
        Assert.Equal(("new", true), await EvaluateThereAsync(reference, "kept-3", "[1,0]"));
        Assert.Equal(("old", false), await EvaluateThereAsync(reference, "kept-4", "[1,0]"));
    }

    private Reference Start()
    {
        SharedRedis.Need();
        Skip.If(Reference.Missing() is not null, Reference.Missing());
        return new Reference(redis.Server.Port);
    }

    private async Task<(string Value, bool Sticky)> EvaluateHereAsync(string user, string weights)
    {
        var store = new RedisStickyBucketStore(redis.Connection);
        var (payload, errors) = GrowthBook.Payload.Parse(Payload(weights));
        Assert.Empty(errors);
        var keys = payload.StickyBucketAttributes.Select(attribute => $"{attribute}||{(attribute == "id" ? user : "device")}");
        var context = new Context(payload, new Attributes { ["id"] = user, ["deviceId"] = "device" })
        {
            StickyBuckets = await store.ReadAsync([.. keys], CancellationToken.None),
        };
        var (result, effects) = Evaluator.EvalFeature(context, "layout");
        foreach (var assigned in effects.OfType<Effect.StickyBucketAssigned>())
            await store.SaveAsync(assigned.Document);
        return (result.ValueOr(""), result.ExperimentResult!.StickyBucketUsed);
    }

    private static async Task<(string Value, bool Sticky)> EvaluateThereAsync(Reference reference, string user, string weights)
    {
        var attributes = new Attributes { ["id"] = user, ["deviceId"] = "device" };
        using var result = JsonDocument.Parse(await reference.AskAsync(
            $$"""{"ask":"evaluate","payload":{{Payload(weights)}},"attributes":{{attributes}},"feature":"layout"}"""));
        return (result.RootElement.GetProperty("value").GetString()!,
            result.RootElement.GetProperty("experimentResult").GetProperty("stickyBucketUsed").GetBoolean());
    }
}
