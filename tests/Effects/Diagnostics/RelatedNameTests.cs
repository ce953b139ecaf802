namespace GrowthBook.Client.Tests.Diagnostics;

/// <summary>Names are related if one has whole words before the other.</summary>
public class RelatedNameTests
{
    [Theory]
    [InlineData("user_id", "id", true)]
    [InlineData("user-ID", "id", true)]
    [InlineData("user.id", "id", true)]
    [InlineData("userId", "id", true)]
    [InlineData("userID", "id", true)]
    [InlineData("CRMId", "id", true)]
    [InlineData("_id", "id", true)]
    [InlineData("ID", "id", true)]
    [InlineData("id", "deviceId", true)]
    [InlineData("DEVICEID", "deviceId", true)]
    [InlineData("appU", "u", true)]
    [InlineData("userid", "id", true)]
    [InlineData("USERID", "id", true)]
    [InlineData("id", "visitorid", true)]
    [InlineData("superuserid", "id", false)]
    [InlineData("id", "id", false)]
    [InlineData("paid", "id", false)]
    [InlineData("PAID", "id", false)]
    [InlineData("isPAID", "id", false)]
    [InlineData("valid", "id", false)]
    [InlineData("grid", "id", false)]
    [InlineData("id", "uuid", false)]
    [InlineData("identity", "id", false)]
    [InlineData("menu", "u", false)]
    [InlineData("d", "device_d", false)]
    [InlineData("", "id", false)]
    [InlineData("user_", "", false)]
    public void A_name_is_related_from_the_start_of_a_word_on(string given, string expected, bool isRelated) =>
        Assert.Equal(isRelated, RelatedName.Is(given, expected));
}
