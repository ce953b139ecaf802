using System.Text;

namespace GrowthBook.Analysis.Tests.Lint;

public class BanditLintTests
{
    private const string Rule = """{"key":"x","variations":[1,2],"hashVersion":2,"meta":[{"key":"a"},{"key":"b"}],"contextualBanditRef":"b"}""";

    private const string Shadowed = """{"leafId":1,"condition":{"plan":"pro"},"weights":[1,0]},{"leafId":2,"condition":{"plan":"pro","age":{"$gt":5}},"weights":[0,1]}""";

    /// <summary>Faults after the first thousand are counted, so that no path says which leaves and rules are left out.</summary>
    [Fact]
    public void More_malformed_leaves_than_are_listed_are_not_taken_for_leaves()
    {
        var malformed = string.Join(",", Enumerable.Repeat("""{"condition":{"plan":"pro"}}""", Faults.MaxListed + 500));
        var findings = Codes(Payload(Rule, malformed + "," + Shadowed));
        Assert.Equal(["GB101"], findings.Distinct());
    }

    [Fact]
    public void Leaves_are_checked_in_a_payload_with_more_faults_than_are_listed()
    {
        var malformed = string.Join(",", Enumerable.Range(0, Faults.MaxListed + 500).Select(i => $"\"f{i}\":1"));
        var payload = "{\"features\":{" + malformed + ",\"f\":{\"rules\":[" + Rule + "]}},\"contextualBandits\":{\"b\":{\"contexts\":[" + Shadowed + "]}}}";
        Assert.Contains("GB203", Codes(payload));
    }

    /// <summary>The faults of the bandit's own feature are not listed: whether its rules are left out is not known.</summary>
    [Fact]
    public void Rules_of_which_it_is_not_known_whether_they_are_left_out_use_bandits_prerequisites_and_values()
    {
        var malformed = string.Join(",", Enumerable.Range(0, Faults.MaxListed).Select(i => $"\"f{i}\":1"));
        var payload = "{\"features\":{" + malformed + ",\"g\":{\"defaultValue\":0,\"rules\":[{\"force\":1,\"coverage\":0.5},5]},"
            + "\"h\":{\"defaultValue\":0,\"rules\":[" + Rule + ",{\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":1}}],\"force\":1,\"coverage\":0.5},5]},"
            + "\"i\":{\"defaultValue\":0,\"rules\":[{\"parentConditions\":[{\"id\":\"g\",\"condition\":{\"value\":1}}],\"force\":1,\"coverage\":0.5}]}},"
            + "\"contextualBandits\":{\"b\":{\"contexts\":[]}}}";
        Assert.Equal(["GB101"], Codes(payload).Distinct());
        Assert.DoesNotContain(
            Analysis.Lint.Of(Sources.Of(payload), new LintOptions { EvaluatedFeatures = ["h", "i"] }).Findings,
            finding => finding.Code == LintCodes.NeverEvaluated && finding.Path == "$.features.g");
    }

    [Theory]
    [InlineData("\"contextualBandits\":{\"b\":5}", "GB101")]
    [InlineData("\"contextualBandits\":{\"b\":null}", "GB101")]
    [InlineData("\"contextualBandits\":7", "GB101")]
    [InlineData("\"encryptedContextualBandits\":\"AAAA.AAAA\"", "GB106")]
    [InlineData("\"contextualBandits\":{\"c\":{\"contexts\":[]}},\"encryptedFeatures\":\"AAAA.AAAA\"", "GB106")]
    public void A_malformed_or_unread_bandit_is_neither_unknown_nor_unused(string bandits, string code) => Assert.Equal(
        [code],
        Codes("{" + (bandits.Contains("encryptedFeatures", StringComparison.Ordinal) ? "" : "\"features\":{\"f\":{\"rules\":[" + Rule + "]}},") + bandits + "}"));

    /// <summary>What a part that is lost may have is neither unknown nor unused.</summary>
    [Theory]
    [InlineData("\"encryptedSavedGroups\":\"AAAA.AAAA\"", """{"force":1,"coverage":0.5,"condition":{"id":{"$inGroup":"g"}}}""", "GB106")]
    [InlineData("\"savedGroups\":5", """{"force":1,"coverage":0.5,"condition":{"id":{"$inGroup":"g"}}}""", "GB101")]
    [InlineData("\"savedGroups\":{\"g\":[\"1\"]},\"experiments\":5", """{"force":1,"coverage":0.5}""", "GB101")]
    [InlineData("\"savedGroups\":{\"g\":[\"1\"]},\"encryptedExperiments\":\"AAAA.AAAA\"", """{"force":1,"coverage":0.5}""", "GB106")]
    public void Groups_of_or_for_a_lost_part_are_neither_unknown_nor_unused(string parts, string rule, string code) =>
        Assert.Equal([code], Codes("{" + parts + ",\"features\":{\"f\":{\"rules\":[" + rule + "]}}}").Where(found => found != LintCodes.Never.Code));

    [Fact]
    public void A_malformed_feature_is_no_unknown_prerequisite() => Assert.Equal(
        ["GB101"],
        Codes("""{"features":{"g":5,"f":{"rules":[{"parentConditions":[{"id":"g","condition":{"value":1}}],"force":1,"coverage":0.5}]}}}"""));

    [Fact]
    public void A_large_bandit_leaves_steps_to_those_after_it_and_has_a_note()
    {
        var large = string.Join(",", Enumerable.Range(0, 1000).Select(i => $$$"""{"leafId":{{{i}}},"condition":{"a":{"$gt":{{{i}}}},"b":{"$lt":{{{i}}}}},"weights":[1,0]}"""));
        var text = "{\"features\":{\"f\":{\"rules\":[" + Rule.Replace("\"b\"}", "\"a\"}", StringComparison.Ordinal) + "]},\"g\":{\"rules\":[" + Rule + "]}},"
            + "\"contextualBandits\":{\"a\":{\"contexts\":[" + large + "]},\"b\":{\"contexts\":[" + Shadowed + "]}}}";
        var findings = Analysis.Lint.Of(Sources.Of(text)).Findings;
        Assert.Contains(findings, finding => finding.Code == LintCodes.Shadowed && finding.Path == "$.contextualBandits.b.contexts[1]");
        var note = Assert.Single(findings, finding => finding.Code == LintCodes.NotProved);
        Assert.StartsWith("$.contextualBandits.a.contexts[", note.Path, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(note.Message), note.Message.Length);
    }

    /// <summary>The leaves of a tree have no common users, so that their proofs are short.</summary>
    [Fact]
    public void All_leaves_of_a_tree_are_checked()
    {
        var leaves = string.Join(",", Enumerable.Range(0, 64).Select(i =>
            $$$"""{"leafId":{{{i}}},"condition":{"age":{"$gt":{{{i / 8 * 10}}},"$lte":{{{(i / 8 * 10) + 10}}}},"country":"C{{{i % 8}}}"},"weights":[0.5,0.5]}"""));
        Assert.Empty(Codes(Payload(Rule, leaves)));
        Assert.Equal(["GB203"], Codes(Payload(Rule, leaves + """,{"leafId":64,"condition":{"age":75,"country":"C1"},"weights":[0.5,0.5]}""")));
    }

    [Fact]
    public void Rules_without_steps_for_their_proofs_have_a_note()
    {
        var tests = string.Join(",", Enumerable.Range(0, 50).Select(i => $"{{\"a\":\"{i}\"}}"));
        var many = Enumerable.Range(0, 400).Select(i => "{\"condition\":{\"c\":" + i + ",\"$or\":[" + tests + "]},\"force\":1}");
        var note = Assert.Single(Analysis.Lint.Of(Sources.OfRules([.. many])).Findings, finding => finding.Code == LintCodes.NotProved);
        Assert.Equal("$.features.f", note.Path);
    }

    private static string Payload(string rule, string leaves) =>
        "{\"features\":{\"f\":{\"rules\":[" + rule + "]}},\"contextualBandits\":{\"b\":{\"contexts\":[" + leaves + "]}}}";

    private static string[] Codes(string payload) => [.. Analysis.Lint.Of(Sources.Of(payload)).Findings.Select(finding => finding.Code.Code)];
}
