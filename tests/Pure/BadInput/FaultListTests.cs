using System.Globalization;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>The list of a payload's faults has a bounded size, and each fault is a line of plain text.</summary>
public class FaultListTests
{
    [Theory]
    [UnderCultures]
    public void A_thousand_faults_are_listed_and_the_others_counted(string culture)
    {
        using var here = new CultureScope(culture);
        var errors = Payload.Parse(FaultyRules("f", 10_000)).Errors;
        Assert.Equal(Faults.MaxListed + 1, errors.Length);
        Assert.Equal(new PayloadError(ErrorSeverity.Error, "$", "9,000 more faults; the first 1,000 are listed"), errors[^1]);
        Assert.Equal("$.features.f.rules[999]", errors[^2].Path);
    }

    [Fact]
    public void A_thousand_faults_are_listed_without_a_count()
    {
        var errors = Payload.Parse(FaultyRules("f", Faults.MaxListed)).Errors;
        Assert.Equal(Faults.MaxListed, errors.Length);
        Assert.Equal("$.features.f.rules[999]", errors[^1].Path);
        Assert.Equal("1 more fault; the first 1,000 are listed", Payload.Parse(FaultyRules("f", Faults.MaxListed + 1)).Errors[^1].Message);
    }

    [Fact]
    public void The_count_has_the_highest_severity_of_what_it_counts()
    {
        var gates = string.Join(",", Enumerable.Repeat("{}", Faults.MaxListed + 5)); // a warning each
        Assert.Equal(ErrorSeverity.Warning, Payload.Parse("{\"features\":{\"f\":{\"rules\":[" + gates + "]}}}").Errors[^1].Severity);
        Assert.Equal(ErrorSeverity.Error, Payload.Parse("{\"features\":{\"f\":{\"rules\":[" + gates + ",1]}}}").Errors[^1].Severity);
    }

    [Fact]
    public void A_fatal_fault_is_listed_after_the_others_are_only_counted()
    {
        var json = FaultyRules("f", 5000);
        var error = Assert.Single(Payload.Parse(json[..^1]).Errors); // others are of parts that are not used
        Assert.Equal(ErrorSeverity.Fatal, error.Severity);
    }

    /// <summary>Of members with the same name the last one counts, and so do its faults alone.</summary>
    [Theory]
    [InlineData(5000, 10, 10)]
    [InlineData(10, 5000, 1001)]
    [InlineData(999, 3, 3)]
    public void Faults_of_rules_that_later_ones_replace_are_neither_listed_nor_counted(int first, int second, int listed)
    {
        static string Rules(int count) => "\"rules\":[" + string.Join(",", Enumerable.Repeat("1", count)) + "]";
        var errors = Payload.Parse("{\"features\":{\"f\":{" + Rules(first) + "," + Rules(second) + "}}}").Errors;
        Assert.Equal(listed, errors.Length);
        if (second > Faults.MaxListed)
            Assert.Equal("4,000 more faults; the first 1,000 are listed", errors[^1].Message);
    }

    [Fact]
    public void Faults_under_a_long_key_cost_their_number_and_not_the_product()
    {
        var errors = Payload.Parse(FaultyRules(new string('k', 10_000), 10_000)).Errors;
        Assert.All(errors, error => Assert.InRange(error.ToString().Length, 1, 400));
        Assert.StartsWith("$.features['kkk", errors[0].Path, StringComparison.Ordinal);
        Assert.EndsWith("… (10000 characters)'].rules[0]", errors[0].Path, StringComparison.Ordinal);
        Work.AssertLinear(1250, size =>
        {
            var json = FaultyRules(new string('k', size), size);
            return AllocatedBytes.OfOne(() => Payload.Parse(json));
        });
    }

    [Fact]
    public void A_path_of_many_long_names_is_cut_in_its_middle()
    {
        var name = "{\"" + new string('n', 90) + "\":";
        var (_, errors) = Condition.Parse("{\"a\":{\"$elemMatch\":" + Given.Nested(200, name, "[]", "}") + "}}");
        Assert.Empty(errors);
        var deep = Given.Nested(250, name, "{\"$elemMatch\":1}", "}");
        var error = Assert.Single(Condition.Parse(Given.Nested(100, "{\"$not\":", "{\"" + new string('n', 90) + "\":{\"$elemMatch\":1}}", "}")).Errors);
        Assert.InRange(error.Path.Length, 100, 2100);
        Assert.All(Condition.Parse(deep).Errors, found => Assert.InRange(found.Path.Length, 1, 2100));
        Assert.Contains(Payload.Parse("{\"features\":{\"f\":{\"defaultValue\":" + Given.Nested(300, name, "1", "}") + "}}}").Errors, found => found.Path.Contains(" … ", StringComparison.Ordinal));
    }

    /// <summary>Each is a value that is cut, asked about once per rule; 2,000 of each would be four million comparisons of paths.</summary>
    [Fact]
    public void Values_nested_too_deep_cost_their_number()
    {
        var deep = Given.Nested(300, "[", "1", "]");
        Work.AssertLinear(25, size =>
        {
            var json = "{\"features\":{\"f\":{\"rules\":[" + string.Join(",", Enumerable.Range(0, size).Select(i => $"{{\"force\":{deep}}},{{\"force\":{i}}}")) + "]}}}";
            Assert.Equal(size, Payload.Parse(json).Errors.Count(error => error.Message.Contains("the rule is left out", StringComparison.Ordinal)));
            return AllocatedBytes.OfOne(() => Payload.Parse(json));
        });
    }

    [Theory]
    [InlineData("line\nbreak\r", "line\\u000abreak\\u000d")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("c1\u009b2J\u007f", "c1\\u009b2J\\u007f")]
    [InlineData("\u2028\u2029\u0085", "\\u2028\\u2029\\u0085")]
    [InlineData("\u202Egnp.exe\u2066\u200F\u061C", "\\u202egnp.exe\\u2066\\u200f\\u061c")]
    [InlineData("whole \ud83d\ude00 é", "whole \ud83d\ude00 é")]
    [InlineData("it's", "it\\'s")]
    public void A_key_cannot_forge_a_line_or_move_the_cursor_of_a_terminal(string key, string shown)
    {
        var json = "{\"features\":{" + new Value.String(key).ToJson() + ":1}}";
        var error = Assert.Single(Payload.Parse(json).Errors);
        Assert.Equal($"$.features['{shown}']", error.Path);
    }

    [Fact]
    public void A_message_that_quotes_the_payload_is_cut_and_plain()
    {
        var error = Assert.Single(Condition.Parse("{\"a\":{\"$regex\":\"\\\\k<" + new string('x', 5000) + ">(?<y>)\"}}").Errors);
        Assert.InRange(error.Message.Length, 1000, 1030);
        Assert.EndsWith(" characters)", error.Message, StringComparison.Ordinal);
        Assert.Equal("half \\ud83d", PlainText.Of("half " + '\ud83d', 10));
        Assert.DoesNotContain("\ud83d…", PlainText.Of(new string('a', 9) + "\ud83d\ude00", 10), StringComparison.Ordinal);
    }

    private static string FaultyRules(string key, int count) =>
        "{\"features\":{\"" + key + "\":{\"rules\":[" + string.Join(",", Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))) + "]}}}";
}
