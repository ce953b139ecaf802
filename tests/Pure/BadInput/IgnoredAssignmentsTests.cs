namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A stored document that the evaluation would not use as it says is a warning, and its answers are those of the reference.</summary>
public class IgnoredAssignmentsTests
{
    private const string Key = "id||u-1", AtKey = "$.stickyBucketAssignmentDocs['id||u-1']";

    private const string NoKey = "not the key of an identifier, such as id||123; the document is not used";

    private const string OfOther = "the document is that of device||u-1; it is used for the identifier of its key";

    private static readonly Payload Sticky = Given.Payload(
        """{"features":{"f":{"defaultValue":0,"rules":[{"key":"e","variations":["en","fr"],"weights":[1,0],"meta":[{"key":"english"},{"key":"french"}]}]}}}""");

    public static TheoryData<string, string, string[]> Documents() => new()
    {
        { Key, """{"attributeName":"id","attributeValue":"u-1","assignmnts":{"e__0":"french"}}""",
            [$"{AtKey}.assignmnts: unknown member, which is ignored; did you mean assignments?", $"{AtKey}: has no assignments"] },
        { Key, """{"attributeName":"id","atributeValue":"u-1","assignments":{"e__0":"french"}}""",
            [$"{AtKey}.atributeValue: unknown member, which is ignored; did you mean attributeValue?"] },
        { Key, """{"owner":1,"attributeName":"id","attributeValue":"u-1","assignments":{"e__0":"french"}}""",
            [$"{AtKey}.owner: unknown member, which is ignored; only its first place is listed"] },
        { Key, """{"attributeName":"id","attributeValue":"u-1","assignments":null}""", [$"{AtKey}: has no assignments"] },
        { "id|u-1", """{"attributeName":"id","attributeValue":"u-1","assignments":{"e__0":"french"}}""", [$"$.stickyBucketAssignmentDocs['id|u-1']: {NoKey}"] },
        { "u-1", """{"assignments":{"e__0":"french"}}""", [$"$.stickyBucketAssignmentDocs.u-1: {NoKey}"] },
        { Key, """{"attributeName":"device","attributeValue":"u-1","assignments":{"e__0":"french"}}""", [$"{AtKey}: {OfOther}"] },
        { Key, """{"attributeName":"id","attributeValue":"|u-1","assignments":{"e__0":"french"}}""", [$"{AtKey}: {OfOther.Replace("device||u-1", "id|||u-1", StringComparison.Ordinal)}"] },
        { Key, """{"assignments":{"e__0":"french"}}""", [] },
        { Key, """{"attributeName":"id","attributeValue":"u-1","assignments":{}}""", [] },
        { "id||123", """{"attributeName":"id","attributeValue":123,"assignments":{}}""", [] },
        { "a||b||c", """{"attributeName":"a||b","attributeValue":"c","assignments":{}}""", [] },
        { "id||", """{"attributeName":"id","attributeValue":"","assignments":{}}""", [] },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_that_is_not_used_as_it_says_is_a_warning(string key, string document, string[] warnings)
    {
        var json = "{\"attributes\":{\"id\":\"u-1\"},\"stickyBucketAssignmentDocs\":{\"" + key + "\":" + document + "}}";

        var (context, errors) = Context.Parse(json, Sticky);
        var record = EvaluationRecord.Parse("{\"feature\":\"f\",\"context\":" + json + "}", Sticky);

        Assert.Equal(warnings.Select(warning => "warning at " + warning), errors.Select(error => error.ToString()));
        Assert.Equal(warnings.Select(warning => "warning at $.context" + warning[1..]), record.Errors.Select(error => error.ToString()));
        Assert.Single(context.StickyBuckets!);
        Assert.Equal(context, System.Text.Json.JsonSerializer.Deserialize<Context>(json)! with { Payload = Sticky });
    }

    /// <summary>The reference looks a document up by its key, and reads its assignments only.</summary>
    [Theory]
    [InlineData(Key, """{"attributeName":"device","attributeValue":"d","assignments":{"e__0":"french"}}""", "fr")]
    [InlineData(Key, """{"assignments":{"e__0":"french"}}""", "fr")]
    [InlineData("id|u-1", """{"attributeName":"id","attributeValue":"u-1","assignments":{"e__0":"french"}}""", "en")]
    [InlineData(Key, """{"attributeName":"id","attributeValue":"u-1","assignmnts":{"e__0":"french"}}""", "en")]
    public void A_warning_changes_no_answer(string key, string document, string value)
    {
        var (context, _) = Context.Parse("{\"attributes\":{\"id\":\"u-1\"},\"stickyBucketAssignmentDocs\":{\"" + key + "\":" + document + "}}", Sticky);

        Assert.Equal(value, Evaluator.EvalFeature(context, "f").Result.Value);
    }

    /// <summary>Stores keep what other SDKs write.</summary>
    [Fact]
    public void A_document_of_a_store_may_have_more_members()
    {
        var (document, errors) = StickyAssignmentDocument.Parse("""{"attributeName":"id","attributeValue":"u-1","assignments":{},"assignmnts":{},"updated":1}""");

        Assert.Equal((Key, 0), (document!.Key, errors.Length));
    }
}
