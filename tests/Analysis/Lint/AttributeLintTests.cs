namespace GrowthBook.Analysis.Tests.Lint;

public sealed class AttributeLintTests
{
    [Theory]
    [InlineData("Country", "country", "case")]
    [InlineData("userID", "userId", "case")]
    [InlineData("user_id", "userId", "case or separators")]
    [InlineData("user-id", "user_id", "case or separators")]
    [InlineData("user id", "user_id", "case or separators")]
    [InlineData("device.OS", "device.os", "case")]
    public void Another_spelling_is_named_with_both_places(string other, string meant, string how)
    {
        var finding = Assert.Single(Found(Rules($$"""{"condition":{"{{other}}":"x"},"force":1}""", $$"""{"condition":{"{{meant}}":"x"},"force":2}""", $$"""{"condition":{"{{meant}}":"y"},"force":2}""")));
        Assert.Equal(
            ("GB107", $"the attribute `{other}` differs from `{meant}` at 3:15 by {how} only", new LineColumn(2, 15)),
            (finding.Code.Code, finding.Message, finding.Place));
    }

    [Theory]
    [InlineData("counttry", "country")]
    [InlineData("contry", "country")]
    [InlineData("cuontry", "country")]
    [InlineData("subscribtion", "subscription")]
    [InlineData("device.platfrom", "device.platform")]
    public void A_slip_in_a_name_that_is_used_once_is_a_note(string slip, string meant)
    {
        var rules = Enumerable.Range(0, 2).Select(i => $$"""{"condition":{"{{meant}}":"x{{i}}"},"force":1}""").Prepend($$"""{"condition":{"{{slip}}":"x"},"force":2}""");
        var finding = Assert.Single(Found(Rules([.. rules])));
        Assert.Equal(
            ("GB108", LintLevel.Note, $"the attribute `{slip}` is used here only, and `{meant}` at 2 places, such as 3:15; did you mean that?", new LineColumn(2, 15)),
            (finding.Code.Code, finding.Code.Level, finding.Message, finding.Place));
    }

    [Theory]
    [InlineData("id1", "id2")]
    [InlineData("city", "cities")]
    [InlineData("plan", "plane")]
    [InlineData("utm_source", "utm_medium")]
    [InlineData("visits", "visit")]
    [InlineData("device", "devices")]
    [InlineData("groupA", "groupB")]
    [InlineData("latitude", "altitude")]
    [InlineData("step1done", "step2done")]
    [InlineData("step1done", "stepdone")]
    [InlineData("minPrice", "maxPrice")]
    [InlineData("userId", "user.id")]
    [InlineData("company.country", "user.counttry")]
    [InlineData("a.Country", "b.country")]
    [InlineData("$country", "$Country")]
    [InlineData("_", "-")]
    public void Other_names_are_none(string one, string two)
    {
        var rules = Enumerable.Range(0, 3).Select(i => $$"""{"condition":{"{{one}}":"x{{i}}"},"force":1}""");
        Assert.Empty(Found(Rules([.. rules, $$"""{"condition":{"{{two}}":"x"},"force":2}"""])));
    }

    /// <summary>Of two names that are used as often, neither is known to be meant.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    public void A_name_that_is_used_more_than_once_or_as_often_is_none(int slips, int others) => Assert.Empty(Found(Rules(
        [.. Enumerable.Repeat("""{"condition":{"counttry":"x"},"force":1}""", slips), .. Enumerable.Repeat("""{"condition":{"country":"x"},"force":2}""", others)])));

    [Theory]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"userId":1},"force":1},{"force":2,"coverage":0.5,"hashAttribute":"USER"}]},"g":{"rules":[{"force":1,"coverage":0.5,"hashAttribute":"user"}]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1},{"variations":[0,1],"hashAttribute":"x","fallbackAttribute":"USER"}]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1},{"variations":[0,1],"filters":[{"attribute":"USER","seed":"s","ranges":[[0,1]]}]}]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1}]}},"experiments":[{"key":"e","variations":[0,1],"condition":{"USER":{"$in":["x"]}}}]}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1}]}},"experiments":[{"key":"e","variations":[0,1],"hashAttribute":"USER"}]}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1}]}},"savedGroups":{"g":{"type":"list","attributeKey":"USER","values":["x"]}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1,"$savedGroup":{"id":"g","attributeKey":"USER"}},"force":1}]}},"savedGroups":{"g":["x"]}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1}]}},"savedGroups":{"g":{"type":"condition","condition":{"$not":{"USER":"x"}}}}}""")]
    [InlineData("""{"features":{"f":{"rules":[{"condition":{"user":1},"force":1}]}},"contextualBandits":{"b":{"contexts":[{"leafId":1,"condition":{"USER":"x"},"weights":[1,0]}]}}}""")]
    public void Each_place_that_names_an_attribute_counts(string json)
    {
        var finding = Assert.Single(Found(json));
        Assert.Equal("GB107", finding.Code.Code);
        Assert.Contains("`user`", finding.Message, StringComparison.Ordinal);
        Assert.Contains("`USER`", finding.Message, StringComparison.Ordinal);
    }

    /// <summary>A prerequisite tests the value of a feature, and elements of a list have names of their own.</summary>
    [Fact]
    public void Names_of_other_things_are_none() => Assert.Empty(Found(Rules(
        """{"condition":{"value":"x","cart":{"$elemMatch":{"Value":1}}},"force":1}""",
        """{"force":2,"parentConditions":[{"id":"f","condition":{"Value":1}}]}""")));

    [Fact]
    public void Many_names_share_the_steps_of_all_comparisons()
    {
        var rules = Enumerable.Range(0, 4000).Select(i => $$"""{"condition":{"$and":[{"name{{i}}aax":1},{"name{{i}}aax":2},{"name{{i}}aax":3},{"name{{i}}bbx":4}]},"force":1}""");
        var source = Sources.Of(Rules([.. rules]));
        Assert.InRange(AllocatedBytes.During(() => Assert.Equal("GB207", Assert.Single(AttributeLint.Of(source)).Code.Code)), 1, 50_000_000);
    }

    /// <summary>Of 1,000 × 1,000 names with other ends each is compared with few, so that a slip among them is found.</summary>
    [Fact]
    public void Names_with_other_ends_are_not_compared()
    {
        var pairs = from first in Enumerable.Range('\u4e00', 1000) select ((char)first).ToString();
        var rules = pairs.Select(first => $$"""{"condition":{"$and":[{"{{first}}company":1},{"{{first}}company":2},{"{{first}}trailer":4}]},"force":1}""");
        var finding = Assert.Single(Found(Rules([.. rules, """{"condition":{"\u5000comapny":4},"force":1}"""])));
        Assert.Equal("GB108", finding.Code.Code);
        Assert.Contains("`\u5000comapny`", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_steps_left_a_note_says_where_comparisons_end()
    {
        var rules = Enumerable.Range(0, 4000).Select(i => $$"""{"condition":{"$and":[{"n{{i:D4}}abcx":1},{"n{{i:D4}}abcx":2},{"n{{i:D4}}defx":4}]},"force":1}""");
        var note = Assert.Single(Analysis.Lint.Of(Sources.Of(Rules([.. rules]))).Findings, finding => finding.Code.Code == "GB207" && finding.Message.Contains("slips", StringComparison.Ordinal));
        Assert.Matches("^the attribute `n[0-9]{4}defx` and those first used after it are not compared with each attribute, so that slips may be missing$", note.Message);
        Assert.Equal(LintLevel.Note, note.Code.Level);
    }

    private static string Rules(params string[] rules) => "{\"features\":{\"f\":{\"rules\":[\n" + string.Join(",\n", rules) + "]}}}";

    private static IEnumerable<Finding> Found(string json) =>
        Analysis.Lint.Of(Sources.Of(json)).Findings.Where(finding => finding.Code.Code is "GB107" or "GB108");
}
