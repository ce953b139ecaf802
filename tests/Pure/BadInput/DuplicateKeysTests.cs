namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Of members with the same name the last one counts, as with JSON.parse.</summary>
public class DuplicateKeysTests
{
    [Theory]
    [UnderCultures]
    public void The_last_of_two_features_members_rules_and_operators_counts(string culture)
    {
        using var here = new CultureScope(culture);
        var context = Given.Features(
            """
            {"a":{"defaultValue":1},
             "a":{"defaultValue":2,"defaultValue":3,
                  "rules":[{"force":"no","condition":{"x":{"$eq":1,"$eq":2},"y":"no","y":"yes"},"force":"yes"}]}}
            """,
            """{"x":1,"x":2,"y":"yes"}""");
        Assert.Equal(["a"], context.Payload.FeatureKeys);
        Assert.Equal("yes", Evaluator.EvalFeature(context, "a").Result.Value);
        Assert.Equal(3, Evaluator.EvalFeature(context with { Attributes = Given.Attributes("""{"x":1}""") }, "a").Result.Value);
    }

    [Fact]
    public void The_last_of_two_parts_counts_even_if_it_is_malformed()
    {
        Assert.Equal(["a"], Payload.Parse("""{"features":17,"features":{"a":{"defaultValue":1}}}""").Value.FeatureKeys);
        Assert.Empty(Payload.Parse("""{"features":{"a":{"defaultValue":1}},"features":17}""").Value.FeatureKeys);
        Assert.Equal(["b"], Payload.Parse("""{"features":{"a":{"defaultValue":1}},"features":{"b":{}}}""").Value.FeatureKeys);
        Assert.Equal(["b"], Payload.Parse("""{"features":{"a":{"defaultValue":1},"b":{},"a":17}}""").Value.FeatureKeys);
    }

    [Fact]
    public void A_member_keeps_the_place_in_which_its_name_came_first() =>
        Assert.Equal("""{"a":3,"b":2}""", Given.Value("""{"a":1,"b":2,"a":3}""").ToJson());

    [Fact]
    public void In_an_object_of_many_members_the_last_of_two_counts()
    {
        var members = string.Join(",", Enumerable.Range(0, 100).Select(i => $"\"k{i % 50}\":{i}"));
        var value = Given.Object("{" + members + "}");
        Assert.Equal(50, value.Count);
        Assert.Equal(99, value["k49"]);
        Assert.Equal(50, value["k0"]);
        Assert.Equal(Value.Null.Instance, value["k50"]);
    }
}
