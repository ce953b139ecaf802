namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Of members with the same name the last one counts, as with JSON.parse.</summary>
public class DuplicateKeysTests
{
    [Theory]
    [UnderCultures]
    public void The_last_of_two_features_members_rules_and_operators_counts(string culture)
    {
        using var here = new CultureScope(culture);
        var payload = Payload.Parse(
            """
            {"features":{"a":{"defaultValue":1},
             "a":{"defaultValue":2,"defaultValue":3,
                  "rules":[{"force":"no","condition":{"x":{"$eq":1,"$eq":2},"y":"no","y":"yes"},"force":"yes"}]}}}
            """).Value;
        var context = new Context(payload, Given.Attributes("""{"x":1,"x":2,"y":"yes"}"""));
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

    [Theory]
    [InlineData("""{"features":{"a":{"defaultValue":1},"b":{},"a":{"defaultValue":2}}}""", "$.features.a")]
    [InlineData("""{"features":{"a":{},"a":{},"a":{}}}""", "$.features.a")]
    [InlineData("""{"features":{"c":{"rules":[{"force":1,"parentConditions":[{"id":"a"}]}]},"a":{},"a":{}}}""", "$.features.a")]
    [InlineData("""{"savedGroups":{"g":[1],"h":[1],"g":[2]}}""", "$.savedGroups.g")]
    [InlineData("""{"features":{"a":{}},"features":{"a":{}}}""", "$.features")]
    [InlineData("""{"savedGroups":{},"features":{},"savedGroups":{}}""", "$.savedGroups")]
    public void A_feature_group_or_part_that_is_written_twice_is_one_warning(string json, string path) =>
        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, "written more than once; only the last one counts"), Assert.Single(Payload.Parse(json).Errors));

    [Theory]
    [InlineData("""{"features":{"b":{"rules":[1,2]},"c":{"rules":[3]},"b":{"rules":[{"force":1}]}}}""", "warning $.features.b", "error $.features.c.rules[0]")]
    [InlineData("""{"features":{"b":5,"b":{"defaultValue":1}}}""", "warning $.features.b")]
    [InlineData("""{"features":{"b":{"rules":[7]},"c":{"rules":7},"c":{},"b":5}}""", "error $.features.b", "warning $.features.b", "warning $.features.c")]
    [InlineData("""{"features":{"b":{"rules":[7]}},"features":{"b":{}}}""", "warning $.features")]
    [InlineData("""{"savedGroups":{"g":1,"h":2,"g":[1]}}""", "error $.savedGroups.h", "warning $.savedGroups.g")]
    [InlineData("""{"features":{"a":{"foo":1},"a":{"foo":1}}}""", "warning $.features.a", "warning $.features.a.foo")]
    public void Only_faults_of_the_one_that_counts_are_reported(string json, params string[] faults) =>
        Assert.Equal(faults.Order(StringComparer.Ordinal), Payload.Parse(json).Errors.Select(error => $"{(error.Severity == ErrorSeverity.Warning ? "warning" : "error")} {error.Path}").Order(StringComparer.Ordinal));

    [Fact]
    public void Repeated_features_with_faults_cost_their_number()
    {
        Work.AssertLinear(500, size =>
        {
            var members = string.Join(",", Enumerable.Range(0, size).Select(i => $"\"f{i}\":1"));
            var json = "{\"features\":{" + members + "," + members + "}}";
            return AllocatedBytes.OfOne(() => Payload.Parse(json));
        });
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
