namespace GrowthBook.Pure.Tests.Values;

public class SimilarNameTests
{
    [Theory]
    [InlineData("country", "Country")]
    [InlineData("user_id", "userId")]
    [InlineData("app version", "app-version")]
    [InlineData("company", "comapny")]
    [InlineData("company", "compny")]
    [InlineData("company", "compaany")]
    [InlineData("company", "compamy")]
    [InlineData("Company", "comapny")]
    [InlineData("county", "country")]
    [InlineData("ID", "id")]
    public void The_same_characters_and_one_slip_are_similar(string one, string other)
    {
        Assert.True(SimilarName.Is(one, other));
        Assert.True(SimilarName.Is(other, one));
    }

    [Theory]
    [InlineData("country", "country")]
    [InlineData("id", "ip")]
    [InlineData("age", "page")]
    [InlineData("plan", "plane")]
    [InlineData("plan", "plna")]
    [InlineData("visit", "visits")]
    [InlineData("latitude", "altitude")]
    [InlineData("price", "prize")]
    [InlineData("county", "county2")]
    [InlineData("user_x", "user_")]
    [InlineData("ab_cde", "abxcde")]
    [InlineData("price1", "price2")]
    [InlineData("price1", "price")]
    [InlineData("prices", "pr1ces")]
    [InlineData("segmentA", "segmentB")]
    [InlineData("segment_a", "segment_b")]
    [InlineData("country", "comapny")]
    [InlineData("user_id", "userAge")]
    [InlineData("", "a")]
    [InlineData("_", "-")]
    [InlineData("", "")]
    public void Other_names_are_not_similar(string one, string other)
    {
        Assert.False(SimilarName.Is(one, other));
        Assert.False(SimilarName.Is(other, one));
    }

    [Fact]
    public void Long_texts_are_not_compared() => Assert.False(SimilarName.Is(new string('a', 101), new string('A', 101)));

    [Theory]
    [InlineData("max_items", "maxItems", true)]
    [InlineData("_max-items_", "MAX.items", true)]
    [InlineData("max_items", "maxItem", false)]
    [InlineData("maxItem", "max_items", false)]
    [InlineData("max_item", "max_team", false)]
    [InlineData("__", "-", true)]
    [InlineData("", "", false)]
    [InlineData("größe", "GRöße", true)]
    public void Names_have_the_same_letters_in_any_case_of_ASCII_and_with_any_separators(string one, string other, bool same) =>
        Assert.Equal(same, SimilarName.HaveSameLetters(one, other));
}
