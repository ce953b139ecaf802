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

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b/c":2}""", "`b/c` is not among the members that the schema allows")]
    [InlineData("""{"properties":{"a":{"additionalProperties":false}}}""", """{"a":{"x":1}}""", "/a: `x` is not among the members that the schema allows")]
    [InlineData("""{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}""", """{"a":1,"b":2}""", "`b` is not among the members that the schema allows")]
    public void A_member_that_the_schema_does_not_list_is_named(string schema, string value, string fault) =>
        Assert.Contains(fault, Assert.Single(Findings(schema, value)).Message, StringComparison.Ordinal);

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
        const string Reason = "one value takes more than 10,000 of its references";
        var doubling = string.Join(",", Enumerable.Range(0, 40).Select(i => $$$""" "a{{{i}}}":{"allOf":[{"$ref":"#/$defs/a{{{i + 1}}}"},{"$ref":"#/$defs/a{{{i + 1}}}"}]}"""));
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        Assert.EndsWith(Reason, Assert.Single(Findings("{\"$ref\":\"#/$defs/a0\",\"$defs\":{" + doubling + ",\"a40\":{}}}", "1")).Message, StringComparison.Ordinal);
        Assert.EndsWith(Reason, Assert.Single(Findings("""{"allOf":[{"items":{"$ref":"#"}},{"items":{"$ref":"#"}}]}""", deep)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10_000, "is no JSON schema: ")]
    [InlineData(100_000, "is no JSON schema: it has more than 100,000 characters")]
    public void A_deep_schema_is_a_finding(int depth, string reason)
    {
        var schema = string.Concat(Enumerable.Repeat("{\"not\":", depth)) + "true" + new string('}', depth);
        Assert.Contains(reason, Assert.Single(Findings(schema, "1")).Message, StringComparison.Ordinal);
    }

    /// <summary>The engine of .NET has no limit of steps: the first one takes 2^60 there.</summary>
    [Theory]
    [InlineData("""{"pattern":"^(a|aa)+$"}""", "\"TEXT\"")]
    [InlineData("""{"pattern":"^(?=(a+)+$)"}""", "\"TEXT\"")]
    [InlineData("""{"items":{"pattern":"^(a+)+$"}}""", "[1,\"TEXT\"]")]
    [InlineData("""{"propertyNames":{"pattern":"^(a+)+$"}}""", "{\"TEXT\":1}")]
    [InlineData("""{"patternProperties":{"^(a+)+$":true}}""", "{\"TEXT\":1}")]
    [InlineData("""{"patternProperties":{"^(a+)+$":true},"additionalProperties":false}""", "{\"TEXT\":1}")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-06/schema#","pattern":"^(a+)+$"}""", "\"TEXT\"")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","pattern":"^(a+)+$"}""", "\"TEXT\"")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","pattern":"^(a+)+$"}""", "\"TEXT\"")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","pattern":"^(a+)+$"}""", "\"TEXT\"")]
    [InlineData("""{"$schema":"https://json-schema.org/v1/2026","pattern":"^(a+)+$"}""", "\"TEXT\"")]
    public void An_expression_that_takes_too_many_steps_is_a_finding(string schema, string value) => Assert.EndsWith(
        "one value takes more than 10,000,000 steps of its regular expressions",
        Assert.Single(Findings(schema, value.Replace("TEXT", new string('a', 60) + "!", StringComparison.Ordinal))).Message,
        StringComparison.Ordinal);

    /// <summary>Each test of an expression takes a step, also one that the engine answers at once.</summary>
    [Fact]
    public void Expressions_and_members_are_no_product_without_limit()
    {
        var expressions = string.Join(",", Enumerable.Range(0, 5_000).Select(i => $"\"^b{i}\":true"));
        var members = string.Join(",", Enumerable.Range(0, 5_000).Select(i => $"\"a{i}\":1"));
        var finding = Assert.Single(Findings("{\"patternProperties\":{" + expressions + "},\"additionalProperties\":true}", "{" + members + "}"));
        Assert.EndsWith("one value takes more than 10,000,000 steps of its regular expressions", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_expressions_of_all_schemas_share_a_limit()
    {
        var keys = Enumerable.Range(0, 12).Select(i => $"f{i:00}").ToArray();
        var features = string.Join(",", keys.Select(key => $"\"{key}\":{{\"defaultValue\":\"{new string('a', 60)}!\"}}"));
        var schemas = keys.ToImmutableDictionary(key => key, _ => """{"pattern":"^(a|aa)+$"}""");
        var findings = Analysis.Lint.Of(Sources.Of("{\"features\":{" + features + "}}"), new LintOptions { Schemas = schemas }).Findings;
        Assert.Equal(
            [(10, "one value takes more than 10,000,000 steps of its regular expressions"), (2, "the values of the payload take more than 100,000,000 steps of regular expressions in schemas")],
            findings.GroupBy(finding => finding.Message[(finding.Message.LastIndexOf(": ", StringComparison.Ordinal) + 2)..], (message, group) => (group.Count(), message)));
    }

    /// <summary>Each of the keywords on each of the parts, and each reference to them again.</summary>
    [Theory]
    [InlineData("""{"items":{"allOf":[MANY]}}""", 5_000, 10_000)]
    [InlineData("""{"items":{"enum":[NUMBERS]}}""", 5_000, 10_000)]
    [InlineData("""{"$defs":{"a":{"items":{"allOf":[MANY]}}},"allOf":[REFERENCES]}""", 1_000, 100)]
    public void Keywords_and_parts_of_a_value_are_no_product_without_limit(string schema, int keywords, int parts)
    {
        var many = schema
            .Replace("MANY", string.Join(",", Enumerable.Repeat("{\"minimum\":0}", keywords)), StringComparison.Ordinal)
            .Replace("NUMBERS", string.Join(",", Enumerable.Range(1, keywords)), StringComparison.Ordinal)
            .Replace("REFERENCES", string.Join(",", Enumerable.Repeat("{\"$ref\":\"#/$defs/a\"}", keywords)), StringComparison.Ordinal);
        Assert.EndsWith(
            "its keywords times the parts of one value are more than 5,000,000",
            Assert.Single(Findings(many, "[" + string.Join(",", Enumerable.Repeat("1", parts)) + "]")).Message,
            StringComparison.Ordinal);
        Assert.Empty(Findings(many, "1"));
    }

    [Fact]
    public void The_work_of_all_schemas_has_a_limit()
    {
        var work = new SchemaWork();
        using var value = System.Text.Json.JsonDocument.Parse("[1,[\"" + new string('a', 640 - 7) + "\"]]"); // three parts, and ten of text
        for (var i = 0; i < 20; i++)
            work.BeginValue(5_000_000 / 14, value.RootElement);
        Assert.EndsWith("are more than 100,000,000", Assert.Throws<Json.Schema.JsonSchemaException>(() => work.BeginValue(5_000_000 / 14, value.RootElement)).Message, StringComparison.Ordinal);
        Assert.EndsWith("are more than 5,000,000", Assert.Throws<Json.Schema.JsonSchemaException>(() => new SchemaWork().BeginValue((5_000_000 / 14) + 1, value.RootElement)).Message, StringComparison.Ordinal);
    }

    /// <summary>As ECMAScript understands them.</summary>
    [Theory]
    [InlineData("""{"pattern":"^a.c$"}""", "\"abc\"", null)]
    [InlineData("""{"pattern":"^a.c$"}""", "1", null)]
    [InlineData("""{"pattern":"b"}""", "\"abc\"", null)]
    [InlineData("""{"pattern":"^a$"}""", "\"a\\n\"", "The string value is not a match for the indicated regular expression")]
    [InlineData("""{"pattern":"^\\d$"}""", "\"\u0661\"", "The string value is not a match for the indicated regular expression")]
    [InlineData("""{"pattern":1}""", "1", "is no JSON schema: pattern is no string")]
    [InlineData("""{"pattern":"a**"}""", "1", "is no JSON schema: the expression `a**` of pattern is malformed")]
    [InlineData("""{"patternProperties":[]}""", "1", "is no JSON schema: patternProperties is no object")]
    [InlineData("""{"patternProperties":{"(":true}}""", "1", "is no JSON schema: the expression `(` of patternProperties is malformed")]
    [InlineData("""{"patternProperties":{"^a":true}}""", "1", null)]
    [InlineData("""{"patternProperties":{"^a":{"type":"number"},"b$":{"minimum":1}}}""", """{"a":1,"ab":2,"c":"x"}""", null)]
    [InlineData("""{"patternProperties":{"^a":{"type":"number"},"b$":{"minimum":1}}}""", """{"ab":0}""", "/ab: ")]
    [InlineData("""{"patternProperties":{"^a":{"type":"number"}}}""", """{"a":"x"}""", "/a: ")]
    [InlineData("""{"properties":{"x":true},"patternProperties":{"^a":true},"additionalProperties":false}""", """{"a":1,"x":1}""", null)]
    [InlineData("""{"properties":{"x":true},"patternProperties":{"^a":true},"additionalProperties":false}""", """{"a":1,"b":1}""", "`b` is not among the members that the schema allows")]
    [InlineData("""{"properties":{"x":true},"additionalProperties":{"type":"string"}}""", """{"x":1,"b":1}""", "/b: ")]
    [InlineData("""{"additionalProperties":1}""", "1", "is no JSON schema: ")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","patternProperties":{"^a":true},"unevaluatedProperties":false}""", """{"a":1}""", null)]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","patternProperties":{"^a":true},"unevaluatedProperties":false}""", """{"b":1}""", "`b` is not among the members that the schema allows")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","allOf":[{"patternProperties":{"^a":true}}],"unevaluatedProperties":false}""", """{"a":1}""", null)]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2019-09/schema","allOf":[{"patternProperties":{"^a":true}}],"unevaluatedProperties":false}""", """{"b":1}""", "`b` is not among the members that the schema allows")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","patternProperties":{"^a":true},"additionalProperties":false}""", """{"b":1}""", "`b` is not among the members that the schema allows")]
    public void Regular_expressions_of_schemas_are_those_of_ECMAScript(string schema, string value, string? fault)
    {
        var findings = Findings(schema, value);
        if (fault is null)
            Assert.Empty(findings);
        else
            Assert.Contains(fault, Assert.Single(findings).Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<Finding> Findings(string schema, string value) => Analysis.Lint.Of(
        Sources.Of("{\"features\":{\"f\":{\"defaultValue\":" + value + "}}}"), new LintOptions { Schemas = ImmutableDictionary<string, string>.Empty.Add("f", schema) }).Findings;
}
