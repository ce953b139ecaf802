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
        Assert.EndsWith("the matrices, attributes and values of the file have more than 2,000,000 values; split the file", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void The_expected_values_and_texts_of_all_cases_have_a_maximum()
    {
        var cases = $"matrix: {{ n: [{string.Join(", ", Enumerable.Range(0, 1000))}] }}";
        var many = Analysis.Expectations.Check(Source, $"expect:\n- feature: f\n  {cases}\n  value: [{string.Join(", ", Enumerable.Repeat("x", 3000))}]\n");
        var text = Analysis.Expectations.Check(Source, $"expect:\n- feature: f\n  {cases}\n  attributes: {{ a: {new string('x', 300_000)} }}\n  value: 1\n");
        Assert.All(new[] { many, text }, report => Assert.EndsWith("have more than 2,000,000 values; split the file", Assert.Single(report.Faults), StringComparison.Ordinal));
    }

    /// <summary>A name of a matrix can be as large as the file, and so can be the number of its uses.</summary>
    [Theory]
    [InlineData("\"-${n}\"", 20_000)]
    [InlineData("\"${n}${n}${n}${n}${n}${n}${n}${n}${n}${n}${n}\"", 1_000)]
    public void A_filled_text_has_a_maximum_length(string template, int length)
    {
        var report = Analysis.Expectations.Check(Source, $"expect:\n- feature: f\n  matrix: {{ n: [{new string('x', length)}] }}\n  value: {template}\n");
        Assert.EndsWith("a text with filled in expressions is longer than 10,000 characters; shorten it", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    /// <summary>Each case that fails has the value and what was expected.</summary>
    [Theory]
    [InlineData("value: BIG")]
    [InlineData("always: BIG")]
    [InlineData("attributes: { a: BIG }\n  value: 1")]
    [InlineData("user: BIG\n  value: 1")]
    public void Failures_have_the_beginning_of_a_value(string expectation)
    {
        var big = new string('x', 50_000);
        var source = Sources.Of($"{{\"features\":{{\"f\":{{\"defaultValue\":\"{big}{big}\"}}}}}}");
        var report = Analysis.Expectations.Check(source, $"users: {{ {big}: {{}} }}\nexpect:\n- feature: f\n  {expectation.Replace("BIG", big, StringComparison.Ordinal)}\n");
        var check = Assert.Single(report.Checks);
        Assert.StartsWith("xxxxx", report.Updated.Split(": \"")[^1], StringComparison.Ordinal);
        Assert.InRange(check.Name.Length + Assert.Single(check.Failures).Length, 1, 1_000);
    }

    [Theory]
    [InlineData("FEATURE", "feature: BIG\n  value: 1")]
    [InlineData("f", "feature: BIG\n  value: 1")]
    [InlineData("f", "experiment: BIG\n  share: {}")]
    [InlineData("f", "feature: f\n  user: BIG\n  value: 1")]
    [InlineData("f", "feature: f\n  value: \"${BIG\"")]
    [InlineData("f", "feature: f\n  value: \"${'BIG}\"")]
    public void Names_of_the_file_are_cut(string feature, string expectation)
    {
        var big = new string('x', 50_000);
        var source = Sources.Of($"{{\"features\":{{\"{feature.Replace("FEATURE", big, StringComparison.Ordinal)}\":{{\"defaultValue\":2}}}}}}");
        var report = Analysis.Expectations.Check(source, $"expect:\n- {expectation.Replace("BIG", big, StringComparison.Ordinal)}\n");
        Assert.InRange(report.Faults.Sum(fault => fault.Length) + report.Checks.Sum(check => check.Subject.Length + check.Failures.Sum(failure => failure.Length)), 1, 1_000);
    }

    /// <summary>Each evaluation takes 5,000,000 steps, half of those that it has: 1,000 of them would take minutes.</summary>
    [Fact]
    public void The_evaluations_of_a_file_take_a_bounded_number_of_steps()
    {
        var source = Sources.Of("""{"features":{"f":{"rules":[{"condition":{"text":{"$regex":"^(a|aa)+$"}},"force":1}]}}}""");
        var expectation = $"- feature: f\n  matrix: {{ n: [{string.Join(", ", Enumerable.Range(0, 500))}] }}\n  attributes: {{ text: \"{new string('a', 60)}!\" }}\n  value: null\n";
        var report = Analysis.Expectations.Check(source, "expect:\n" + expectation + expectation, new EvaluationSteps(10_000_000));
        Assert.Equal(2, report.Faults.Length);
        Assert.All(report.Faults, fault => Assert.Contains(": the evaluations of the file take more than 10,000,000 steps; split the file", fault, StringComparison.Ordinal));
        Assert.Empty(report.Checks);
    }

    /// <summary>The value of the payload is written in place of each of its expectations.</summary>
    [Fact]
    public void Updates_have_a_maximum_length()
    {
        var big = new string('x', 3_000_000);
        var source = Sources.Of($"{{\"features\":{{\"f\":{{\"defaultValue\":\"{big}\"}}}}}}");
        var yaml = "expect:\n" + string.Concat(Enumerable.Repeat("- feature: f\n  value: 1\n", 20));
        var report = Analysis.Expectations.Check(source, yaml);
        Assert.Equal(20, report.Checks.Count(check => check.Failures.Length == 1));
        Assert.Equal((yaml, false, 0), (report.Updated, report.Holds, report.Faults.Length));
        Assert.Equal("15:10: the answers to write have more than 20,000,000 characters up to here; split the file", report.UpdateFault);
        Assert.Null(Analysis.Expectations.Check(Source, yaml).UpdateFault);
    }

    /// <summary>Also those that replace a node by a text, and not by a value.</summary>
    [Fact]
    public void Long_texts_count_in_the_length_of_updates()
    {
        var updates = new TextUpdates("a");
        var node = new YamlDotNet.RepresentationModel.YamlScalarNode("a");
        updates.Replace(node, new string('x', 15_000_000));
        Assert.Null(updates.Fault);
        updates.Replace(node, new string('x', 15_000_000));
        Assert.NotNull(updates.Fault);
        Assert.Equal("a", updates.Apply());
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
    public void Many_exclusive_experiments_are_refused()
    {
        var report = Analysis.Expectations.Check(Sources.OfRules("""{"key":"e","variations":[0,1]}"""), $"expect:\n- experiments: [{string.Join(", ", Enumerable.Repeat("e", 201))}]\n  exclusive: true\n");
        Assert.EndsWith("experiments has more than 200 keys; split the list", Assert.Single(report.Faults), StringComparison.Ordinal);
    }

    /// <summary>Filters times ranges of two experiments are a product of four sizes.</summary>
    [Fact]
    public void Exclusion_by_filters_takes_a_limited_number_of_steps()
    {
        var ranges = string.Join(",", Enumerable.Range(0, 500).Select(i => FormattableString.Invariant($"[{i / 500.0},{(i + 0.5) / 500.0}]")));
        var filters = string.Join(",", Enumerable.Repeat($"{{\"seed\":\"s\",\"ranges\":[{ranges}]}}", 100));
        string Experiment(string key) => "{\"key\":\"" + key + "\",\"variations\":[0,1],\"filters\":[" + filters + "]}";
        string[] first = [Experiment("a"), """{"key":"c","variations":[0,1],"filters":[{"seed":"t","ranges":[[0,0.5]]}]}"""];
        string[] second = [Experiment("b"), """{"key":"d","variations":[0,1],"filters":[{"seed":"t","ranges":[[0.5,1]]}]}"""];
        var source = Sources.Of($"{{\"features\":{{\"f\":{{\"rules\":[{string.Join(',', first)}]}},\"g\":{{\"rules\":[{string.Join(',', second)}]}}}}}}");
        var apart = Analysis.Expectations.Check(source, "expect:\n- { experiments: [c, d], exclusive: true }\n");
        Assert.True(apart.Holds);
        var after = Analysis.Expectations.Check(source, "expect:\n- { experiments: [a, b], exclusive: true }\n- { experiments: [c, d], exclusive: true }\n");
        Assert.All(after.Checks, check => Assert.Single(check.Failures));
    }

    /// <summary>The shares of a rule are measured once: once per variation would be a square.</summary>
    [Fact]
    public void Many_variations_cost_bytes_in_proportion() => Work.AssertLinear(250, count =>
    {
        var source = Sources.OfRules("{\"key\":\"e\",\"hashVersion\":2,\"variations\":[" + string.Join(",", Enumerable.Range(0, count)) + "]}");
        return AllocatedBytes.During(() => Assert.Equal(count + 1, ExpectationProofs.PossibleValues(source.Features[0], [], new ReachProofs(source, 0), byBuckets: true).Count()));
    });
}
