using System.Collections.Immutable;

namespace GrowthBook.Analysis.Tests.Lint;

/// <summary>GB503: the values of features against JSON schemas.</summary>
public class SchemaLintTests
{
    [Fact]
    public void Values_are_tested_against_the_schema_of_their_feature()
    {
        var source = Sources.Of("""{"features":{"f":{"defaultValue":{"n":1},"rules":[{"force":{"n":0},"coverage":0.5}]},"g":{"defaultValue":1}}}""");
        var options = new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("f", """{"type":"object","properties":{"n":{"type":"number","minimum":1}}}""") };
        var finding = Assert.Single(Analysis.Lint.Of(source, options).Findings);
        Assert.Equal(("GB503", "$.features.f.rules[0].force"), (finding.Code.Code, finding.Path));
        Assert.Contains("/n: ", finding.Message, StringComparison.Ordinal);
        var broken = new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("g", "{") };
        Assert.Contains("is no JSON schema", Assert.Single(Analysis.Lint.Of(source, broken).Findings).Message, StringComparison.Ordinal);
        var never = new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("g", "false") };
        Assert.Single(Analysis.Lint.Of(source, never).Findings);
    }

    /// <summary>A value may nest deeper than the default of System.Text.Json.</summary>
    [Theory]
    [InlineData("{\"items\":{\"$ref\":\"#\"}}", 0)]
    [InlineData("{\"type\":\"number\"}", 1)]
    public void A_deep_value_is_tested_against_its_schema(string schema, int findings)
    {
        var value = new string('[', 200) + new string(']', 200);
        var options = new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("f", schema) };
        Assert.Equal(findings, Analysis.Lint.Of(Sources.Of($"{{\"features\":{{\"f\":{{\"defaultValue\":{value}}}}}}}"), options).Findings.Count(finding => finding.Code == LintCodes.Find("GB503")));
    }

    /// <summary>The library follows references without end, and overflows the stack of the process.</summary>
    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"if":{"$ref":"#"}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/properties/a"}}}""")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"$ref":"#/properties/a"}]}}}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"oneOf":[{"$ref":"#/$defs/b"}]},"b":{"allOf":[{"$ref":"#/$defs/a"}]}}}""")]
    [InlineData("""{"dependentSchemas":{"a":{"$ref":"#"}}}""")]
    [InlineData("""{"$dynamicAnchor":"x","$dynamicRef":"#x"}""")]
    [InlineData("""{"$schema":"https://json-schema.org/v1/2026","$dynamicAnchor":"x","allOf":[{"$dynamicRef":"#x"}]}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$dynamicAnchor":"x","allOf":[{"$dynamicRef":"#x"}]}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"allOf":[{"$recursiveRef":"#"}]}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","allOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-06/schema#","allOf":[{"$ref":"#"}]}""")]
    public void A_schema_that_leads_back_to_itself_is_a_finding(string schema)
    {
        var finding = Assert.Single(Findings(schema, """{"a":1}"""));
        Assert.Matches(@"^the schema of `f` is no JSON schema: (more than 1,000 of its references nest; does one lead back to itself\?|Cycle detected .*)$", finding.Message);
    }

    /// <summary>A value that the schema of a tree fits, in each dialect: the values between the references end.</summary>
    [Theory]
    [InlineData("""{"additionalProperties":{"$ref":"#"}}""")]
    [InlineData("""{"$dynamicAnchor":"x","additionalProperties":{"$dynamicRef":"#x"}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/v1/2026","$dynamicAnchor":"x","additionalProperties":{"$dynamicRef":"#x"}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$dynamicAnchor":"x","additionalProperties":{"$dynamicRef":"#x"}}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"additionalProperties":{"$recursiveRef":"#"}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","additionalProperties":{"$ref":"#"}}""")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-06/schema#","additionalProperties":{"$ref":"#"}}""")]
    public void A_schema_of_a_tree_tests_a_tree(string schema)
    {
        Assert.Empty(Findings(schema, """{"a":{"b":{"c":{}}}}"""));
        var strict = schema.Replace("\"additionalProperties\"", "\"maxProperties\":1,\"additionalProperties\"", StringComparison.Ordinal);
        Assert.Empty(Findings(strict, """{"a":{"b":{"c":{}}}}"""));
        Assert.Contains("/a/b: ", Assert.Single(Findings(strict, """{"a":{"b":{"c":{},"d":{}}}}""")).Message, StringComparison.Ordinal);
    }

    /// <summary>Of one dialect, references would not be counted.</summary>
    [Theory]
    [InlineData("""{"$schema":"https://example.com/none"}""", "its dialect `https://example.com/none` is unknown")]
    [InlineData("""{"$schema":7}""", "its dialect `7` is unknown")]
    [InlineData("""{"$ref":"http://json-schema.org/draft-07/schema#"}""", "it has a part of another dialect")]
    public void A_schema_of_another_dialect_is_a_finding(string schema, string reason) =>
        Assert.Contains(reason, Assert.Single(Findings(schema, "1")).Message, StringComparison.Ordinal);

    /// <summary>A schema can be valid and yet fail when a value is tested.</summary>
    [Theory]
    [InlineData("{\"$ref\":\"https://example.com/none\"}")]
    [InlineData("{\"$ref\":\"#/none\"}")]
    [InlineData("{\"pattern\":\"(\"}")]
    [InlineData("{\"$dynamicRef\":\"#x\"}")]
    public void A_schema_that_cannot_be_followed_is_a_finding(string schema)
    {
        var options = new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("f", schema) };
        var findings = Analysis.Lint.Of(Sources.Of("""{"features":{"f":{"defaultValue":"a"}}}"""), options).Findings;
        Assert.Contains("is no JSON schema", Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    /// <summary>Each reference nests in the one before, also in the library's build of a schema.</summary>
    [Fact]
    public void A_long_chain_of_references_is_a_finding()
    {
        var chain = string.Join(",", Enumerable.Range(0, 1_500).Select(i => $$$""" "a{{{i}}}":{"$ref":"#/$defs/a{{{i + 1}}}"}"""));
        var finding = Assert.Single(Findings("{\"$ref\":\"#/$defs/a0\",\"$defs\":{" + chain + ",\"a1500\":{}}}", "1"));
        Assert.EndsWith("more than 1,000 of its references nest; does one lead back to itself?", finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Followed as a tree, the references are 2^40, and for the value 2^60.</summary>
    [Fact]
    public void References_that_are_followed_twice_at_each_level_are_a_finding()
    {
        var doubling = string.Join(",", Enumerable.Range(0, 40).Select(i => $$$""" "a{{{i}}}":{"allOf":[{"$ref":"#/$defs/a{{{i + 1}}}"},{"$ref":"#/$defs/a{{{i + 1}}}"}]}"""));
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        foreach (var schema in new[] { "{\"$ref\":\"#/$defs/a0\",\"$defs\":{" + doubling + ",\"a40\":{}}}", """{"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]}""" })
            Assert.EndsWith("one value takes more than 10,000 of its references", Assert.Single(Findings(schema, deep)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, "is no JSON schema: ")]
    [InlineData(100_000, "is no JSON schema: it has more than 100,000 characters")]
    public void A_deep_schema_is_a_finding(int depth, string reason)
    {
        var schema = string.Concat(Enumerable.Repeat("{\"not\":", depth)) + "true" + new string('}', depth);
        Assert.Contains(reason, Assert.Single(Findings(schema, "1")).Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<Finding> Findings(string schema, string value) => Analysis.Lint.Of(
        Sources.Of("{\"features\":{\"f\":{\"defaultValue\":" + value + "}}}"), new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("f", schema) }).Findings;
}
