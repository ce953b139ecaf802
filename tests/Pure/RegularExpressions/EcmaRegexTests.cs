using System.Globalization;
using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.RegularExpressions;

/// <summary>Errors, limits, the step budget and the cost of a test.</summary>
public sealed class EcmaRegexTests
{
    private const int Megabyte = 1024 * 1024;

    [Theory]
    [InlineData("*", "nothing to repeat at index 0")]
    [InlineData("ab{2,1}", "numbers out of order in quantifier at index 2")]
    [InlineData("a(b", "unterminated group at index 1")]
    [InlineData("a)", "unmatched ')' at index 1")]
    [InlineData("(?<a>b)\\k<c>", "reference to the unknown group 'c'")]
    [InlineData("[b-a]", "class range out of order at index 1")]
    public void A_syntax_error_has_its_reason_and_index(string pattern, string expected)
    {
        EcmaRegex.Parse(pattern, ignoreCase: false, out var error);
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_parsed_expression_has_its_pattern_and_options()
    {
        var expression = EcmaRegex.Parse("a+", ignoreCase: true, out var error)!;
        Assert.Null(error);
        Assert.Equal("a+", expression.Pattern);
        Assert.True(expression.IgnoreCase);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(?:a|aa)*$")]
    [InlineData("^(a*)*\\1b")]
    [InlineData("^(?:a?a?){60}b")]
    [InlineData("^(?=(?:a+)+b)")]
    public void Catastrophic_patterns_exhaust_the_budget(string pattern)
    {
        var expression = Parse(pattern);
        var input = new string('a', 59) + "c";
        Assert.Equal(RegexOutcome.BudgetExhausted, expression.Test(input));
        Assert.Equal(RegexOutcome.BudgetExhausted, expression.Test(input));
    }

    [Theory]
    [InlineData("^(?:ab)*$", nameof(RegexOutcome.Match))]
    [InlineData("^(?:ab)*c$", nameof(RegexOutcome.NoMatch))]
    [InlineData("^(?:ab)*?$", nameof(RegexOutcome.Match))]
    [InlineData("^.*x", nameof(RegexOutcome.NoMatch))]
    [InlineData("^.*?x", nameof(RegexOutcome.NoMatch))]
    [InlineData("x$", nameof(RegexOutcome.NoMatch))]
    [InlineData("ab$", nameof(RegexOutcome.Match))]
    [InlineData("[ab]$", nameof(RegexOutcome.Match))]
    [InlineData("(?<=^[ab]*)$", nameof(RegexOutcome.BudgetExhausted))]
    [InlineData("^(.*)\\1$", nameof(RegexOutcome.Match))]
    [InlineData("^(?:(a)|(b))*\\1\\2$", nameof(RegexOutcome.BudgetExhausted))]
    [InlineData("^(?:a(?=b)|b)*?c", nameof(RegexOutcome.BudgetExhausted))]
    public void A_megabyte_of_text_is_handled(string pattern, string expected)
    {
        var input = string.Concat(Enumerable.Repeat("ab", Megabyte / 2));
        Assert.Equal(expected, Parse(pattern).Test(input).ToString());
    }

    [Fact]
    public void A_megabyte_of_pattern_is_handled()
    {
        var text = new string('a', Megabyte);
        Assert.Equal(RegexOutcome.Match, Parse(text).Test(text));
        Assert.Equal(RegexOutcome.NoMatch, Parse(text).Test("a"));
        Assert.Equal(RegexOutcome.Match, Parse(string.Concat(Enumerable.Repeat("x|", Megabyte / 2)) + "y").Test("y"));
        Assert.Null(EcmaRegex.Parse(new string('[', Megabyte), ignoreCase: false, out _));
        Assert.Null(EcmaRegex.Parse(new string('(', Megabyte), ignoreCase: false, out _));
        Assert.Null(EcmaRegex.Parse(new string('{', Megabyte) + "(", ignoreCase: false, out _));
    }

    [Fact]
    public void Nesting_is_limited()
    {
        const int Limit = EcmaRegex.MaxNesting;
        Assert.Equal(RegexOutcome.Match, Parse(Nested("(", Limit, ")*")).Test("a"));
        Assert.Equal(RegexOutcome.Match, Parse(Nested("(?:a|(?=", Limit / 2, "))")).Test("a"));
        Assert.Equal(RegexOutcome.Match, Parse(Nested("(\\1", Limit, ")+")).Test("a"));
        Assert.Null(EcmaRegex.Parse(Nested("(?:", Limit + 1, ")"), ignoreCase: false, out var error));
        Assert.Equal("groups nested deeper than 250 at index 750", error);
    }

    [Fact]
    public void A_small_thread_stack_suffices()
    {
        var outcome = RegexOutcome.NoMatch;
        var thread = new Thread(() => outcome = Parse(Nested("(?=x?(\\1|b", EcmaRegex.MaxNesting / 2, "){0,2})*")).Test("a"), 256 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(RegexOutcome.Match, outcome);
    }

    [Fact]
    public void Many_captures_are_kept_on_the_heap()
    {
        var groups = string.Concat(Enumerable.Range(0, 100).Select(i => "(" + (char)('A' + (i % 26)) + ")"));
        var references = string.Concat(Enumerable.Range(1, 100).Select(i => "\\" + i.ToString(CultureInfo.InvariantCulture)));
        var text = string.Concat(Enumerable.Range(0, 100).Select(i => (char)('A' + (i % 26))));
        var expression = Parse("^" + groups + references + "$");
        Assert.Equal(RegexOutcome.Match, expression.Test(text + text));
        Assert.Equal(RegexOutcome.NoMatch, expression.Test(text + text + "A"));
    }

    [Fact]
    public void Lone_surrogates_are_characters()
    {
        Assert.Equal(RegexOutcome.Match, Parse("^.$").Test("\uD83D"));
        Assert.Equal(RegexOutcome.Match, Parse("^\\ud83d$").Test("\uD83D"));
        Assert.Equal(RegexOutcome.Match, Parse("^[\uD83D\uDE00]$").Test("\uDE00"));
        Assert.Equal(RegexOutcome.NoMatch, Parse("^[\uD83D\uDE00]$").Test("\uD83D\uDE00"));
        Assert.Null(EcmaRegex.Parse("(?<\uD835>a)", ignoreCase: false, out _));
        Assert.Null(EcmaRegex.Parse("(?<a\uD835", ignoreCase: false, out _));
    }

    [Fact]
    public void Case_folding_agrees_with_the_canonical_form()
    {
        for (var unit = 0; unit <= char.MaxValue; unit++)
        {
            var canonical = EcmaCase.Canonicalize((char)unit);
            Assert.Equal(canonical, EcmaCase.Canonicalize(canonical));
            Assert.True(unit < 128 || canonical >= 128);
        }
    }

    [Fact]
    public void A_test_allocates_nothing()
    {
        var expressions = new[] { "@(example\\.com|acme\\.io|mail\\.test)$", "^(a|b)+?\\1x", "(?<!a)(?:us[a-z]+)*\\d@", "io" }
            .Select(Parse).ToArray();
        Assert.Equal(0, AllocatedBytes.Of(() => RunAll(expressions)));
    }

    [Fact]
    public void An_expression_is_shared_between_threads()
    {
        var expression = Parse("^(?:(a)|b)*\\1c$");
        Parallel.For(0, 1000, _ => Assert.Equal(RegexOutcome.Match, expression.Test("abaac")));
    }

    private static void RunAll(EcmaRegex[] expressions)
    {
        foreach (var expression in expressions)
        {
            expression.Test("user0@acme.io");
        }
    }

    private static string Nested(string open, int count, string close) =>
        string.Concat(Enumerable.Repeat(open, count)) + "a" + string.Concat(Enumerable.Repeat(close, count));

    private static EcmaRegex Parse(string pattern)
    {
        var expression = EcmaRegex.Parse(pattern, ignoreCase: false, out var error);
        Assert.Null(error);
        return expression!;
    }
}
