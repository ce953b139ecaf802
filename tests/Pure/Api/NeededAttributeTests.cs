namespace GrowthBook.Pure.Tests.Api;

/// <summary>The attributes of which the condition of a rule needs a value.</summary>
public class NeededAttributeTests
{
    [Theory]
    [InlineData("""{"condition":{"tier":{"$in":[3,4]},"device.os":"ios"},"force":1}""", "device", "tier")]
    [InlineData("""{"condition":{"tier":{"$gte":1},"banned":{"$ne":true},"muted":{"$exists":false}},"force":1}""", "tier")]
    [InlineData("""{"condition":{"banned":{"$exists":false}},"force":1}""")]
    [InlineData("""{"condition":{"$not":{"plan":"free"}},"force":1}""")] // a user without attributes meets it
    [InlineData("""{"condition":{"$savedGroup":{"id":"beta"}},"force":1}""", "team")]
    [InlineData("""{"condition":{"team":{"$inGroup":"beta"}},"variations":[0,1],"hashAttribute":"company"}""", "team")]
    [InlineData("""{"variations":[0,1],"contextualBanditRef":"b"}""", "country")]
    [InlineData("""{"coverage":0.5,"hashAttribute":"company","force":1}""")]
    [InlineData("""{"parentConditions":[{"id":"f","condition":{"value":true}}]}""")]
    public void Tests_that_a_missing_attribute_passes_and_hashes_need_none(string rule, params string[] names)
    {
        var (payload, _) = Payload.Parse("""
            {"features":{"f":{"defaultValue":0,"rules":[RULE]}},
             "savedGroups":{"beta":{"type":"list","attributeKey":"team","values":["a"]}},
             "contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{"country":"DE"},"weights":[0.5,0.5]}]}}}
            """.Replace("RULE", rule, StringComparison.Ordinal));

        Assert.Equal(names, PayloadAttributes.NeededBy(payload.Features[0].Rules[0], payload.SavedGroups).ToNames());
    }
}
