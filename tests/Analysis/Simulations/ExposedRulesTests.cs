namespace GrowthBook.Analysis.Tests;

/// <summary>Exposures of an experiment that several rules run: they do not tell the rule.</summary>
public sealed class ExposedRulesTests
{
    private const string First = """{"id":"r","key":"a","hashVersion":2,"variations":["a","b"],"condition":{"country":"DE"}}""";

    [Theory]
    [InlineData("mismatch", """{"key":"a","hashVersion":2,"variations":["c","d"],"weights":[0.5,0.5]}""")]
    [InlineData("untested", """{"key":"a","hashVersion":2,"variations":["a","b"],"weights":[0.9,0.1]}""")]
    [InlineData("untested", """{"key":"a","hashVersion":2,"variations":["a","b","c"]}""")]
    [InlineData("untested", """{"key":"a","hashVersion":2,"variations":["a","b"],"contextualBanditRef":"b"}""")]
    public void They_are_tested_if_all_rules_promise_the_same(string verdict, string second)
    {
        var test = ExposureTest.Of(WrittenPayload.Parse(
            $$$"""{"contextualBandits":{"b":{"banditVersion":1,"contexts":[{"leafId":0,"condition":{"country":"DE"},"weights":[0.9,0.1]}]}},"features":{"f":{"rules":[{{{First}}},{{{second}}}] } } }""").Value);
        Assert.True(test.Add("a", "0", 9_000));
        Assert.True(test.Add("a", "1", 1_000));

        var row = Assert.Single((Value.Array)test.ToValue()["experiments"]);

        Assert.Equal((verdict, 0L), (row["verdict"].AsString(), test.Unread));
        Assert.Equal(
            verdict == "untested" ? "the rules r, f/2 run it with other shares or variations, and exposures do not tell the rule" : null, row["reason"].AsString());
    }

    [Fact]
    public void A_variation_of_any_rule_is_counted()
    {
        var test = ExposureTest.Of(WrittenPayload.Parse($$"""{"features":{"f":{"rules":[{{First}},{"key":"a","hashVersion":2,"variations":["a","b","c"]}] } } }""").Value);

        Assert.True(test.Add("a", "2", 900));
        Assert.False(test.Add("a", "3", 900));
        Assert.Equal("[0,0,900]", test.ToValue()["experiments"][0]["counts"].ToString());
    }

    [Fact]
    public void Only_exposures_without_a_count_are_in_their_order()
    {
        var payload = WrittenPayload.Parse("""{"features":{"f":{"rules":[{"key":"a","hashVersion":2,"variations":["a","b"]}]}}}""").Value;
        var (counts, exposures) = (ExposureTest.Of(payload), ExposureTest.Of(payload));
        for (var i = 0; i < 600; i++)
        {
            counts.Add("a", i < 300 ? "0" : "1", 1);
            exposures.Add("a", i < 300 ? "0" : "1");
        }

        Assert.IsType<Value.Null>(counts.ToValue()["experiments"][0]["sequentialP"]);
        Assert.IsType<Value.Number>(exposures.ToValue()["experiments"][0]["sequentialP"]);
    }
}
