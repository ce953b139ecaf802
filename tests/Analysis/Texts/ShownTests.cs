namespace GrowthBook.Analysis.Tests.Texts;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0 users")]
    [InlineData(1, "1 user")]
    [InlineData(2, "2 users")]
    [InlineData(12_345, "12,345 users")]
    public void A_count_has_its_noun(double count, string text) => Assert.Equal(text, Shown.Count(count, "user"));

    [Theory]
    [InlineData(0, "0 rules differ")]
    [InlineData(1, "1 rule differs")]
    [InlineData(3, "3 rules differ")]
    public void A_count_can_have_words_after_its_noun(double count, string text) => Assert.Equal(text, Shown.Count(count, "rule differs", "rules differ"));
}
