namespace GrowthBook.Pure.Tests.Values;

public class NameWordsTests
{
    [Theory]
    [InlineData("countryCode", "country", "Code")]
    [InlineData("country_code", "country", "code")]
    [InlineData("country code", "country", "code")]
    [InlineData("userCountry_Code", "user", "CountryCode", "userCountry", "Code")]
    [InlineData("HTTPStatus", "HTTP", "Status")]
    [InlineData("PAID", new string[0])]
    [InlineData("userID", "user")]
    [InlineData("id", new string[0])]
    [InlineData("", new string[0])]
    [InlineData("_plan", "plan")]
    [InlineData("größeÜber", new string[0])]
    public void The_first_and_last_words_are_parts(string name, params string[] parts) => Assert.Equal(parts, NameWords.Parts(name));

    [Theory]
    [InlineData("countryCode", "country", true)]
    [InlineData("plan", "PLAN_NAME", true)]
    [InlineData("customer-plan", "plan", true)]
    [InlineData("appVersionName", "app_version", true)]
    [InlineData("plan", "plan", false)]
    [InlineData("plan", "planet", false)]
    [InlineData("userId", "id", false)]
    [InlineData("userPlanName", "plan", false)]
    [InlineData("planName", "nameOfPlan", false)]
    public void Names_extend_one_another_by_whole_words(string one, string other, bool extend)
    {
        Assert.Equal(extend, NameWords.Extend(one, other));
        Assert.Equal(extend, NameWords.Extend(other, one));
    }

    [Fact]
    public void Long_names_have_no_parts() => Assert.Empty(NameWords.Parts("plan_" + new string('a', 96)));
}
