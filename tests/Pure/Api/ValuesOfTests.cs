namespace GrowthBook.Pure.Tests.Api;

public class ValuesOfTests
{
    private static readonly Payload Payload = Payload.Parse(
        """
        {"features":{
          "f":{"defaultValue":0,"rules":[{"force":1},{"parentConditions":[{"id":"missing","condition":{}}]},{"key":"e","variations":[2,3]}]},
          "none":{}}}
        """).Value;

    [Fact]
    public void The_default_value_and_those_of_the_rules_come_in_order() => Assert.Equal("0,1,2,3", string.Join(",", Payload.ValuesOf("f")));

    [Fact]
    public void A_feature_without_a_default_value_has_null() => Assert.Equal([Value.Null.Instance], Payload.ValuesOf("none").ToArray());

    [Theory]
    [InlineData("missing")]
    [InlineData("other")]
    public void A_feature_that_the_payload_does_not_have_has_none(string key) => Assert.Empty(Payload.ValuesOf(key));
}
