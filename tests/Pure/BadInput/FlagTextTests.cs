namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>The texts <c>true</c> and <c>false</c> are on. Where all values of a feature are booleans or such texts, the first text is a warning.</summary>
public class FlagTextTests
{
    [Theory]
    [InlineData("""{"defaultValue":"false"}""", "defaultValue", "false")]
    [InlineData("""{"defaultValue":"FALSE","rules":[{"force":true},{"force":"true"}]}""", "defaultValue", "FALSE")]
    [InlineData("""{"defaultValue":false,"rules":["x",{"force":true},{"condition":{"a":1},"force":"True"}]}""", "rules[2].force", "True")]
    [InlineData("""{"rules":[{"force":null},{"variations":[false,"true","false"]}]}""", "rules[1].variations[1]", "true")]
    [InlineData("""{"rules":[{"contextualVariations":["false",true]}],"defaultValue":null}""", "rules[0].contextualVariations[0]", "false")]
    [InlineData("""{"defaultValue":false,"rules":[{"force":"x"}],"rules":[{"force":"true"}]}""", "rules[0].force", "true")]
    public void A_flag_that_is_written_as_a_text_is_a_warning_at_its_first_place(string feature, string path, string text)
    {
        var (payload, errors) = Payload.Parse($$$"""{"features":{"other":{"defaultValue":"x","rules":[{"force":"y"}]},"f":{{{feature}}}}}""");

        var error = Assert.Single(errors, error => error.Message.Contains("is on", StringComparison.Ordinal));
        Assert.Equal((ErrorSeverity.Warning, "$.features.f." + path, $"the text `{text}` is on, as every text but the empty one; without quotes it is a boolean"), (error.Severity, error.Path, error.Message));
        Assert.True(payload.HasFeature("f"));
    }

    [Theory]
    [InlineData("""{"defaultValue":"no"}""")]
    [InlineData("""{"defaultValue":"","rules":[{"force":"true"}]}""")]
    [InlineData("""{"defaultValue":"false","rules":[{"force":"automatic"}]}""")]
    [InlineData("""{"defaultValue":"false","rules":[{"variations":["true","both"]}]}""")]
    [InlineData("""{"defaultValue":0,"rules":[{"force":"true"}]}""")]
    [InlineData("""{"defaultValue":true,"rules":[{"force":false,"coverage":0.5},{"variations":[true,false]}]}""")]
    [InlineData("""{"defaultValue":null}""")]
    [InlineData("""{"rules":[{"force":"true"}],"rules":[{"force":false}]}""")]
    [InlineData("""{"defaultValue":false,"rules":[{"force":"true"}],"rules":3}""")]
    [InlineData("""{"rules":[{"force":"true"},{"variations":["true","false"]}]}""")]
    public void Other_values_are_none(string feature) =>
        Assert.DoesNotContain(Payload.Parse($$$"""{"features":{"before":{"rules":[{"force":"true"},{"force":"x"}]},"f":{{{feature}}}}}""").Errors, error => error.Message.Contains("is on", StringComparison.Ordinal));

    [Fact]
    public void A_rule_that_is_malformed_is_not_said_to_do_nothing() =>
        Assert.DoesNotContain(Payload.Parse("""{"features":{"f":{"rules":[{"variations":{"a":1}}]}}}""").Errors, error => error.Message.Contains("neither force nor variations", StringComparison.Ordinal));
}
