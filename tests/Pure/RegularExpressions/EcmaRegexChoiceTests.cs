using GrowthBook.RegularExpressions;

namespace GrowthBook.Pure.Tests.RegularExpressions;

/// <summary>Literals bound to an end of the input, and choices of them.</summary>
public sealed class EcmaRegexChoiceTests
{
    [Fact]
    public void A_long_text_is_spelled_out_in_one_piece()
    {
        var text = new string('x', 50_000);
        EcmaRegex regex = null!;
        Assert.InRange(AllocatedBytes.OfOne(() => regex = EcmaRegex.Parse("^" + text, false, out _)!), 0, 200L * text.Length);
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

    /// <summary>Short literals are compared, which takes no steps.</summary>
    [Fact]
    public void A_choice_of_literals_needs_no_steps()
    {
        var steps = 0;
        Assert.Equal(RegexOutcome.Match, EcmaRegex.Parse("(ab|c)$", false, out _)!.Test(new string('x', 100_000) + "c", ref steps));
    }

    /// <summary>A saved group can test a long literal at each reference to it.</summary>
    [Theory]
    [InlineData("^", "")]
    [InlineData("", "$")]
    [InlineData("^", "$")]
    public void A_long_literal_takes_a_step_for_eight_characters(string start, string end)
    {
        var text = new string('x', 8000);
        var regex = EcmaRegex.Parse(start + text + end, false, out _)!;
        var steps = 1010;
        Assert.Equal((RegexOutcome.Match, 10), (regex.Test(text, ref steps), steps));
        Assert.Equal((RegexOutcome.NoMatch, 0), (regex.Test(text[..80], ref steps), steps));
        steps = 999;
        Assert.Equal((RegexOutcome.BudgetExhausted, 0), (regex.Test(text, ref steps), steps));
    }
}
