using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.RegularExpressions;

/// <summary>Literals bound to an end of the input, and choices of them. Expected values come from Node 20.</summary>
public sealed class EcmaRegexChoiceTests
{
    [Theory]
    [InlineData("@(example\\.com|example\\.org)$", "ann@example.org", true)]
    [InlineData("@(example\\.com|example\\.org)$", "ann@example.org ", false)]
    [InlineData("@(example\\.com|example\\.org)$", "ann@exampleXorg", false)]
    [InlineData("@(example\\.com|example\\.org)$", "example.org", false)]
    [InlineData("@(?:a|ab)$", "@ab", true)]
    [InlineData("^(a|ab)$", "ab", true)]
    [InlineData("^(a|ab)$", "abb", false)]
    [InlineData("^(ab|a)b$", "ab", true)]
    [InlineData("^(ab|a)b$", "abb", true)]
    [InlineData("^(ab|a)b$", "abbb", false)]
    [InlineData("^(GET|PUT)", "PUT /", true)]
    [InlineData("^(GET|PUT)", " PUT /", false)]
    [InlineData("^(|x)$", "", true)]
    [InlineData("^(|x)$", "x", true)]
    [InlineData("^(|x)$", "xx", false)]
    [InlineData("(|x)$", "anything", true)]
    [InlineData("^a|b$", "ax", true)]
    [InlineData("^a|b$", "xb", true)]
    [InlineData("^a|b$", "bx", false)]
    [InlineData("(^a|b)$", "xb", true)]
    [InlineData("(^a|b)$", "xa", false)]
    [InlineData("^(a|[bc])$", "c", true)]
    [InlineData("^(a|b)(c|d)(e|f)$", "bde", true)]
    [InlineData("^(a|b)(c|d)(e|f)$", "bdee", false)]
    [InlineData("^(a|b)(a|b)(a|b)(a|b)(a|b)$", "abbab", true)]
    [InlineData("^(a|b)(a|b)(a|b)(a|b)(a|b)$", "abba", false)]
    [InlineData("^(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r)$", "r", true)]
    [InlineData("^(a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r)$", "s", false)]
    [InlineData("^(a|b)\\1$", "aa", true)]
    [InlineData("^(a|b)\\1$", "ab", false)]
    [InlineData("^x(a|b)?$", "x", true)]
    [InlineData("^x(a|b)?$", "xc", false)]
    [InlineData("^$", "", true)]
    [InlineData("^$", "x", false)]
    public void A_choice_of_literals_matches_as_in_ECMAScript(string pattern, string text, bool expected)
    {
        var regex = EcmaRegex.Parse(pattern, false, out var error);
        Assert.Null(error);
        Assert.Equal(expected ? RegexOutcome.Match : RegexOutcome.NoMatch, regex!.Test(text));
    }

    [Fact]
    public void A_long_text_is_spelled_out_in_one_piece()
    {
        var text = new string('x', 50_000);
        EcmaRegex.Parse("^" + text, false, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var regex = EcmaRegex.Parse("^" + text, false, out _)!;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 200L * text.Length);
        Assert.Equal(RegexOutcome.Match, regex.Test(text + "y"));
        Assert.Equal(RegexOutcome.NoMatch, regex.Test(text[1..]));
    }

    /// <summary>A choice whose texts would be long is left to the machine.</summary>
    [Fact]
    public void A_choice_in_a_long_text_matches_too()
    {
        var text = new string('x', 2000);
        var regex = EcmaRegex.Parse($"^(aa|b){text}(cc|d)$", false, out _)!;
        Assert.Equal(RegexOutcome.Match, regex.Test("b" + text + "cc"));
        Assert.Equal(RegexOutcome.Match, regex.Test("aa" + text + "d"));
        Assert.Equal(RegexOutcome.NoMatch, regex.Test("b" + text + "c"));
    }

    /// <summary>Literals are compared, which takes no steps.</summary>
    [Fact]
    public void A_choice_of_literals_needs_no_budget() =>
        Assert.Equal(RegexOutcome.Match, EcmaRegex.Parse("(ab|c)$", false, out _)!.Test(new string('x', 100_000) + "c", budget: 1));

    [Theory]
    [InlineData("^(get|PUT)$", "Get", true)]
    [InlineData("^(1|2)$", "2", true)]
    [InlineData("@(x|\u017F)$", "@s", false)]
    [InlineData("@(k|s)$", "@K", true)]
    public void A_choice_that_ignores_case_matches_as_in_ECMAScript(string pattern, string text, bool expected) =>
        Assert.Equal(expected ? RegexOutcome.Match : RegexOutcome.NoMatch, EcmaRegex.Parse(pattern, true, out _)!.Test(text));
}
