namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>A rule that names a contextual bandit is judged by the whole payload, wherever the bandits are written.</summary>
public class UnknownBanditTests
{
    private const string Unknown = "the payload has no such contextual bandit; the rule runs as an experiment with weights of its own";

    private const string Features = "\"features\":{\"f\":{\"rules\":[{\"key\":\"e\",\"variations\":[0,1],\"contextualBanditRef\":\"b\"}]}}";

    [Theory]
    [InlineData("\"contextualBandits\":{}", true)]
    [InlineData("\"contextualBandits\":null", true)]
    [InlineData("\"contextualBandits\":{\"c\":5}", true)]
    [InlineData("\"contextualBandits\":{\"b\":{}},\"contextualBandits\":{}", true)]
    [InlineData("\"contextualBandits\":{\"b\":5}", false)]
    [InlineData("\"contextualBandits\":{\"b\":null}", false)]
    [InlineData("\"contextualBandits\":{\"b\":{\"contexts\":7}}", false)]
    [InlineData("\"contextualBandits\":[]", false)]
    [InlineData("\"contextualBandits\":{},\"contextualBandits\":{\"b\":{}}", false)]
    [InlineData("\"encryptedContextualBandits\":\"x.y\"", false)]
    [InlineData("\"contextualBandits\":{\"c\":{}},\"encryptedContextualBandits\":\"x.y\"", false)]
    public void A_bandit_is_unknown_only_where_no_part_of_the_payload_can_have_it(string bandits, bool isUnknown) =>
        Assert.All([$"{{{Features},{bandits}}}", $"{{{bandits},{Features}}}"], payload => Assert.Equal(
            isUnknown ? [("$.features.f.rules[0].contextualBanditRef", Unknown)] : [],
            Payload.Parse(payload).Errors.Where(error => error.Path.StartsWith("$.features", StringComparison.Ordinal)).Select(error => (error.Path, error.Message))));

    [Fact]
    public void Bandits_that_come_later_leave_the_list_to_other_faults()
    {
        var payload = Rules(1200, "\"contextualBanditRef\":\"b\"");
        Assert.Equal(
            ["$.savedGroups.g"],
            Payload.Parse(payload).Errors.Select(error => error.Path));
    }

    /// <summary>The second reading lists what the first one lists.</summary>
    [Theory]
    [InlineData("\"coverage\":30,\"contextualBanditRef\":\"b\"")]
    [InlineData("\"contextualBanditRef\":\"none\"")]
    public void More_faults_than_the_list_holds_are_listed_in_order_from_the_first(string member)
    {
        var errors = Payload.Parse(Rules(1200, member)).Errors;
        Assert.Equal(Faults.MaxListed + 1, errors.Length);
        Assert.StartsWith("$.features.f.rules[0].", errors[0].Path, StringComparison.Ordinal);
        Assert.Equal(new PayloadError(ErrorSeverity.Error, "$", "201 more faults; the first 1,000 are listed"), errors[^1]);
    }

    [Theory]
    [InlineData("\"contextualBandits\":{\"b\":OLD},FEATURES,\"contextualBandits\":{\"b\":NEW}")]
    [InlineData("FEATURES,\"contextualBandits\":{\"b\":NEW}")]
    [InlineData("\"contextualBandits\":{\"b\":NEW},FEATURES")]
    public void The_last_bandits_count_wherever_the_features_are(string payload)
    {
        var json = "{" + payload.Replace("FEATURES", Features, StringComparison.Ordinal)
            .Replace("OLD", "{\"banditVersion\":1,\"contexts\":[]}", StringComparison.Ordinal)
            .Replace("NEW", "{\"banditVersion\":2,\"contexts\":[]}", StringComparison.Ordinal) + "}";
        var (result, _) = Evaluator.EvalFeature(new Context(Payload.Parse(json).Value, new Attributes { ["id"] = "1" }), "f");
        Assert.Equal(2, result.ExperimentResult?.ContextualBandit?.BanditVersion);
    }

    /// <summary>A payload with rules that have a member, then a malformed group, then a bandit.</summary>
    private static string Rules(int count, string member) =>
        "{\"features\":{\"f\":{\"rules\":[" + string.Join(",", Enumerable.Repeat($"{{\"key\":\"e\",\"variations\":[0,1],{member}}}", count))
        + "]}},\"savedGroups\":{\"g\":5},\"contextualBandits\":{\"b\":{\"contexts\":[]}}}";
}
