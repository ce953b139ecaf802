using GrowthBook.Pure.Tests.BadInput;

namespace GrowthBook.Analysis.Tests.BadInput;

/// <summary>No file of expectations costs more than its share.</summary>
public class ExpectationCostTests
{
    private static readonly PayloadSource Source = Sources.OfRules("""{"condition":{"plan":"pro"},"force":true}""");

    /// <summary>Each line doubles the nodes of the line before: without a limit the last one has 2^41.</summary>
    [Fact]
    public void Aliases_of_aliases_are_refused()
    {
        var lines = string.Concat(Enumerable.Range(1, 41).Select(i => $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n"));
        var report = Analysis.Expectations.Check(Source, $"a0: &a0 [x, x]\n{lines}expect:\n- feature: f\n  value: *a41\n");
        Assert.Equal("has aliases for more than 100,000 nodes", Assert.Single(report.Faults).Split(": ")[^1]);
    }

    [Theory]
    [InlineData("expect: &a [*a]", "has the alias *a before the end of its anchor")]
    [InlineData("users: &a { b: *a }\nexpect: []", "has the alias *a before the end of its anchor")]
    [InlineData("expect: *a", "has the alias *a before the end of its anchor")]
    public void An_alias_within_itself_is_refused(string yaml, string fault) =>
        Assert.EndsWith(fault, Assert.Single(Analysis.Expectations.Check(Source, yaml).Faults), StringComparison.Ordinal);

    [Fact]
    public void An_alias_of_a_user_is_read()
    {
        var report = Analysis.Expectations.Check(Source, "users:\n  a: &a { plan: pro }\n  b: *a\nexpect:\n- feature: f\n  user: b\n  value: true\n");
        Assert.True(report.Holds, string.Join("; ", report.Faults));
    }

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Deep_nesting_is_refused(char open, char close)
    {
        var report = Analysis.Expectations.Check(Source, "expect: " + new string(open, 50_000) + new string(close, 50_000));
        Assert.EndsWith("nests deeper than 256 levels", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    /// <summary>The number of users is the product of ten lists.</summary>
    [Fact]
    public void A_matrix_has_a_maximum_of_combinations()
    {
        var names = string.Join(", ", Enumerable.Range(0, 10).Select(i => $"n{i}: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"));
        var report = Analysis.Expectations.Check(Source, $"expect:\n- feature: f\n  matrix: {{ {names} }}\n  value: false\n");
        Assert.EndsWith("matrix has more than 10,000 combinations; split it", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void The_users_of_a_file_have_a_maximum_of_values()
    {
        var attributes = string.Join(", ", Enumerable.Range(0, 3000).Select(i => $"a{i}: 1"));
        var values = string.Join(", ", Enumerable.Range(0, 1000));
        var report = Analysis.Expectations.Check(Source, $"expect:\n- feature: f\n  matrix: {{ n: [{values}] }}\n  attributes: {{ {attributes} }}\n  value: false\n");
        Assert.EndsWith("the matrices and attributes of the file have more than 2,000,000 values; split the file", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("!", "")]
    [InlineData("true?true:", "")]
    public void A_deep_expression_is_refused(string open, string close)
    {
        var text = string.Concat(Enumerable.Repeat(open, 100_000)) + "true" + string.Concat(Enumerable.Repeat(close, 100_000));
        var report = Analysis.Expectations.Check(Source, "expect:\n- feature: f\n  value: \"${" + text + "}\"\n");
        var fault = Assert.Single(report.Faults);
        Assert.EndsWith("nests deeper than 100 levels", fault, StringComparison.Ordinal);
        Assert.InRange(fault.Length, 1, 300);
    }

    /// <summary>The updated text is made once: a copy for each update would be a square.</summary>
    [Fact]
    public void Many_updates_cost_bytes_in_proportion() => Work.AssertLinear(300, count =>
    {
        var yaml = "expect:\n" + string.Concat(Enumerable.Repeat("- feature: f\n  value: 1\n", count));
        ExpectationReport? report = null;
        var bytes = AllocatedBytes.During(() => report = Analysis.Expectations.Check(Source, yaml));
        Assert.Equal(yaml.Replace("value: 1", "value: false", StringComparison.Ordinal), report!.Updated);
        return bytes;
    });

    [Fact]
    public void An_aliased_value_is_updated_once()
    {
        var report = Analysis.Expectations.Check(Source, "expect:\n- { feature: f, value: &v 1 }\n- { feature: f, value: *v }\n");
        Assert.Equal("expect:\n- { feature: f, value: &v false }\n- { feature: f, value: *v }\n".Replace("&v ", "", StringComparison.Ordinal), report.Updated.Replace("&v ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Many_exclusive_experiments_are_refused()
    {
        var report = Analysis.Expectations.Check(Sources.OfRules("""{"key":"e","variations":[0,1]}"""), $"expect:\n- experiments: [{string.Join(", ", Enumerable.Repeat("e", 201))}]\n  exclusive: true\n");
        Assert.EndsWith("experiments has more than 200 keys; split the list", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    /// <summary>Filters times ranges of two experiments are a product of four sizes.</summary>
    [Fact]
    public void Exclusion_by_filters_takes_a_limited_number_of_steps()
    {
        var ranges = string.Join(",", Enumerable.Range(0, 500).Select(i => "[0,0.1]"));
        var filters = string.Join(",", Enumerable.Repeat($"{{\"seed\":\"s\",\"ranges\":[{ranges}]}}", 100));
        string Experiment(string key) => "{\"key\":\"" + key + "\",\"variations\":[0,1],\"filters\":[" + filters + "]}";
        var source = Sources.OfRules(Experiment("a"), Experiment("b"), """{"key":"c","variations":[0,1],"filters":[{"seed":"t","ranges":[[0,0.5]]}]}""", """{"key":"d","variations":[0,1],"filters":[{"seed":"t","ranges":[[0.5,1]]}]}""");
        var apart = Analysis.Expectations.Check(source, "expect:\n- { experiments: [c, d], exclusive: true }\n");
        Assert.True(apart.Holds);
        var after = Analysis.Expectations.Check(source, "expect:\n- { experiments: [a, b], exclusive: true }\n- { experiments: [c, d], exclusive: true }\n");
        Assert.All(after.Checks, check => Assert.Single(check.Failures));
    }
}
