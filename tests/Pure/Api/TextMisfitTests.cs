namespace GrowthBook.Pure.Tests.Api;

/// <summary>Texts of a user that differ from those of the conditions by their case only, and texts that are no dates where dates are ordered.</summary>
public class TextMisfitTests
{
    private const string OtherCase = "a text that differs from one of the conditions by its case only";
    private const string OtherCaseWithin = "an array with a text that differs from one of the conditions by its case only";

    private static readonly string Groups = $$"""
        {"few":["pro","team"],"many":[{{string.Join(",", Enumerable.Range(0, 100_000).Select(i => $"\"user{i}@shop.example\""))}},
          "GB-17","InProgress","Émile","straße",17,null],"list":{"type":"list","attributeKey":"it","values":["pro"]},
         "rule":{"type":"condition","condition":{"it":"pro"} } }
        """;

    [Theory]
    [InlineData("""{"it":"pro"}""", "Pro")]
    [InlineData("""{"it":"ÉTÉ"}""", "été")]
    [InlineData("""{"it":"straSSe"}""", "STRASSE")]
    [InlineData("""{"it":{"$eq":"pro"}}""", "PRO")]
    [InlineData("""{"it":{"$ne":"pro"}}""", "Pro")]
    [InlineData("""{"it":{"$not":{"$eq":"pro"}}}""", "Pro")]
    [InlineData("""{"$nor":[{"it":"pro"},{"it":"team"}]}""", "Team")]
    [InlineData("""{"it":{"$in":["pro","team"]}}""", "Pro")]
    [InlineData("""{"it":{"$nin":["pro",3,null]}}""", "Pro")]
    [InlineData("""{"it":{"$in":["a","b","c","d","e","f","g","h","in_progress"]}}""", "IN_PROGRESS")]
    [InlineData("""{"it":{"$inGroup":"few"}}""", "Pro")]
    [InlineData("""{"it":{"$notInGroup":"few"}}""", "TEAM")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "User99999@Shop.example")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "gb-17")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "inProgress")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "STRAßE")]
    [InlineData("""{"$savedGroup":{"id":"list"}}""", "Pro")]
    [InlineData("""{"$savedGroup":{"id":"rule"}}""", "Pro")]
    [InlineData("""{"$or":[{"it":{"$exists":true}},{"it":{"$type":"string"}},{"it":null},{"it":true},{"it":[1]},{"it":{"$size":2}},{"it":{"$unknown":1}},{"it":"pro"}]}""", "Pro")]
    [InlineData("""{"it":{"$eq":"pro","$elemMatch":{"a":1}}}""", "Pro")]
    public void A_text_that_equals_one_but_for_its_case_is_a_misfit(string condition, string text)
    {
        var misfit = Assert.Single(MisfitsOf(condition, text));
        Assert.Equal(("it", OtherCase, "a text in the same case", true), (misfit.Path, misfit.Given, misfit.Needed, misfit.DiffersByCase));
        Assert.Equal($"`it` is {OtherCase}, whose value decides no condition; give it as a text in the same case", misfit.ToString());
    }

    [Theory]
    [InlineData("""{"it":"pro"}""", "pro")]
    [InlineData("""{"it":"pro"}""", "free")]
    [InlineData("""{"it":"pro"}""", "Pro ")]
    [InlineData("""{"it":"strasse"}""", "straße")]
    [InlineData("""{"it":"pro"}""", "")]
    [InlineData("""{"it":""}""", "Pro")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$eq":"Pro"}}]}""", "Pro")]
    [InlineData("""{"it":{"$in":["pro"]},"$or":[{"it":{"$inGroup":"many"}}]}""", "InProgress")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$ini":["team"]}}]}""", "Pro")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$regex":"^p"}}]}""", "Pro")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$gt":"a"}}]}""", "Pro")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$gt":"2026-01-01"}}]}""", "Pro")]
    [InlineData("""{"$or":[{"it":"pro"},{"it":{"$veq":"1"}}]}""", "Pro")]
    [InlineData("""{"$or":[{"it":"0x10"},{"it":16}]}""", "0X10")]
    [InlineData("""{"it":{"$inGroup":"many"}}""", "ÉMILE")] // no usual spelling of one that the list has
    [InlineData("""{"it":{"$inGroup":"unknown"}}""", "Pro")]
    [InlineData("""{"it":{"$eq":"pro"},"other":"Pro"}""", "free")]
    public void A_text_that_may_fit_is_none(string condition, string text) => Assert.Empty(MisfitsOf(condition, text));

    [Theory]
    [InlineData("""{"it":{"$in":["vip","beta"]}}""", """["Vip","new"]""")]
    [InlineData("""{"it":{"$all":["vip","beta"]}}""", """["VIP"]""")]
    [InlineData("""{"it":{"$all":["a","b","c","d","e","f","g","vip"]}}""", """["VIP"]""")]
    [InlineData("""{"it":{"$elemMatch":{"$in":["vip"]}}}""", """["new","Vip"]""")]
    [InlineData("""{"it":{"$elemMatch":{"$eq":"vip"}}}""", """["Vip"]""")]
    [InlineData("""{"it":{"$inGroup":"few"}}""", """["Team"]""")]
    public void An_array_of_texts_none_of_which_fits_is_a_misfit(string condition, string array)
    {
        var misfit = Assert.Single(PayloadOf(condition).AttributeTests.MisfitsOf(Given.Attributes($$"""{"it":{{array}}}""")));
        Assert.Equal(("it", OtherCaseWithin, "an array of texts in the same case", true), (misfit.Path, misfit.Given, misfit.Needed, misfit.DiffersByCase));
    }

    [Theory]
    [InlineData("""{"it":{"$in":["vip","beta"]}}""", """["Vip","beta"]""")]
    [InlineData("""{"it":{"$in":["vip",3]}}""", """["Vip",3]""")]
    [InlineData("""{"it":{"$in":["vip"]}}""", """["Vip",""]""")]
    [InlineData("""{"it":{"$in":["vip"]},"$or":[{"it":"Vip,new"}]}""", """["Vip","new"]""")]
    [InlineData("""{"it":{"$all":["vip",3]}}""", """["Vip"]""")]
    [InlineData("""{"it":{"$all":[1,"b","c","d","e","f","g","vip"]}}""", """["VIP"]""")]
    [InlineData("""{"it":{"$alli":["vip"]}}""", """["Vip"]""")]
    [InlineData("""{"it":{"$alli":["a","b","c","d","e","f","g","vip"]}}""", """["VIP"]""")]
    [InlineData("""{"it":{"$elemMatch":{"$regex":"vip"}}}""", """["Vip"]""")]
    [InlineData("""{"it":{"$in":["vip"],"$gt":"a"}}""", """["Vip"]""")]
    [InlineData("""{"$or":[{"it":{"$in":["vip"]}},{"it":["Vip"]}]}""", """["Vip"]""")]
    [InlineData("""{"it":"vip"}""", """["Vip"]""")]
    public void An_array_that_may_fit_is_none(string condition, string array) =>
        Assert.Empty(PayloadOf(condition).AttributeTests.MisfitsOf(Given.Attributes($$"""{"it":{{array}}}""")));

    [Theory]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "03/01/2026 00:00:00")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "01.03.2026")]
    [InlineData("""{"it":{"$lt":"2026-01-01T00:00:00.000Z"}}""", "2026-3-1")]
    [InlineData("""{"it":{"$lt":"2026-01-01 00:00"}}""", "20260301")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "1767225600")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "Sun, 01 Mar 2026 00:00:00 GMT")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "2026/03/01")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", " 2026-03-01")]
    [InlineData("""{"it":{"$gt":"2026-01-01"}}""", "2026-03-011")]
    [InlineData("""{"$not":{"it":{"$gt":"2026-01-01","$lte":"2026-02-01"}}}""", "20261")]
    [InlineData("""{"it":{"$gt":"2026-01-01","$exists":true},"$or":[{"it":{"$ne":"2026-02-01"}}]}""", "never")]
    public void A_text_that_is_no_date_where_dates_are_ordered_is_a_misfit(string condition, string text)
    {
        var misfit = Assert.Single(MisfitsOf(condition, text));
        Assert.Equal(("it", "a text that is no ISO 8601 date", "a date such as 2026-01-31", false), (misfit.Path, misfit.Given, misfit.Needed, misfit.DiffersByCase));
    }

    [Theory]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026-03-01")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026-03-01T00:00:00+01:00")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026-03-01 10:00")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026-02-30")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026-03")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "2026")]
    [InlineData("""{"it":{"$gte":"2026-01-01"}}""", "")]
    [InlineData("""{"it":{"$gte":"2026-01-01","$lt":"b"}}""", "never")]
    [InlineData("""{"it":{"$gte":"2026"}}""", "never")]
    [InlineData("""{"it":{"$gte":"1.2.3"}}""", "never")]
    [InlineData("""{"$or":[{"it":{"$gte":"2026-01-01"}},{"it":"never"}]}""", "Never")]
    [InlineData("""{"$or":[{"it":{"$gte":"2026-01-01"}},{"it":{"$regex":"x"}}]}""", "01.03.2026")]
    [InlineData("""{"$or":[{"it":{"$gte":"2026-01-01"}},{"it":{"$gte":1767225600}}]}""", "1767225601")]
    [InlineData("""{"$or":[{"it":{"$gte":"2026-01-01"}},{"it":{"$inGroup":"many"}}]}""", "01.03.2026")]
    [InlineData("""{"it":{"$eq":"2026-01-01"}}""", "01.01.2026")]
    public void A_date_and_a_text_that_is_compared_otherwise_are_none(string condition, string text) => Assert.Empty(MisfitsOf(condition, text));

    [Theory]
    [InlineData("""["01.03.2026"]""", 1)]
    [InlineData("""["01.03.2026","2026-03-01"]""", 0)]
    public void Elements_are_compared_with_dates_too(string array, int expected)
    {
        var misfits = PayloadOf("""{"it":{"$elemMatch":{"$gt":"2026-01-01"}}}""").AttributeTests.MisfitsOf(Given.Attributes($$"""{"it":{{array}}}"""));
        Assert.Equal(
            Enumerable.Repeat(("an array of texts that are no ISO 8601 dates", "an array of dates such as 2026-01-31"), expected), misfits.Select(misfit => (misfit.Given, misfit.Needed)));
    }

    /// <summary>A date for one path and a text for another: each has its own tests.</summary>
    [Fact]
    public void Nested_paths_are_compared()
    {
        var payload = PayloadOf("""{"company.plan":"pro","company.since":{"$lt":"2026-01-01"}}""");
        var misfits = payload.AttributeTests.MisfitsOf(Given.Attributes("""{"company":{"plan":"Pro","since":"1/2/2025"}}"""));
        Assert.Equal([("company.plan", true), ("company.since", false)], misfits.Select(misfit => (misfit.Path, misfit.DiffersByCase)));
    }

    /// <summary>Where a whole value is compared, or one element by its index, each text of it can decide.</summary>
    [Theory]
    [InlineData("""{"$or":[{"it.os":{"$in":["IOS"]}},{"it":{"os":"ios"}}]}""", """{"os":"ios"}""", 0)]
    [InlineData("""{"$or":[{"it.device.os":{"$in":["IOS"]}},{"it":{"$not":{"device":{"os":"ios"}}}}]}""", """{"device":{"os":"ios"}}""", 0)]
    [InlineData("""{"$or":[{"it.0":"IOS"},{"it":{"$in":["ios"]}}]}""", """["ios"]""", 0)]
    [InlineData("""{"$or":[{"it.0.os":"IOS"},{"it":{"$elemMatch":{"os":"ios"}}}]}""", """[{"os":"ios"}]""", 0)]
    [InlineData("""{"$or":[{"it.0":"IOS"},{"it":{"$gt":"a"}}]}""", """["ios"]""", 0)]
    [InlineData("""{"$or":[{"it":{"$in":["IOS"]}},{"it.0":"ios"}]}""", """["ios"]""", 0)]
    [InlineData("""{"$or":[{"it.os":5},{"it":{"os":"ios"}}]}""", """{"os":"ios"}""", 0)]
    [InlineData("""{"$or":[{"it.os":"IOS"},{"it":{"$exists":true}},{"it":{"$type":"object"}},{"it":null},{"it":true},{"it":{"$not":{"$eq":{"os":"ios"}}}}]}""", """{"os":"ios"}""", 1)]
    [InlineData("""{"$or":[{"it":{"$in":["IOS"]}},{"it.length":2},{"it":{"$size":2}}]}""", """["ios"]""", 1)]
    [InlineData("""{"$or":[{"it.os":"IOS"},{"its":{"os":"ios"}}]}""", """{"os":"ios"}""", 1)]
    public void A_text_within_a_value_that_is_compared_as_a_whole_is_none(string condition, string value, int expected) =>
        Assert.Equal(expected, PayloadOf(condition).AttributeTests.MisfitsOf(Given.Attributes($$"""{"it":{{value}}}""")).Length);

    /// <summary>Hostile payloads: with more operands than are kept, no text is certain to equal none.</summary>
    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 0)]
    public void A_thousand_texts_of_a_path_are_compared(int texts, int expected) =>
        Assert.Equal(expected, MisfitsOf($$"""{"$or":[{{string.Join(",", Enumerable.Range(0, texts).Select(i => $$"""{"it":"pro{{i}}"}"""))}}]}""", "Pro0").Count());

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 0)]
    public void A_hundred_long_lists_of_a_path_are_compared(int lists, int expected) =>
        Assert.Equal(expected, MisfitsOf($$"""{"$or":[{{string.Join(",", Enumerable.Range(0, lists).Select(i => $$"""{"it":{"$in":["a","b","c","d","e","f","g","h","pro{{i}}"]} }"""))}}]}""", "Pro0").Count());

    /// <summary>A long text is compared as it is, and not in other cases.</summary>
    [Theory]
    [InlineData(256, 1)]
    [InlineData(257, 0)]
    public void Long_texts_are_not_compared_in_other_cases(int length, int expected) =>
        Assert.Equal(expected, MisfitsOf($$"""{"it":"{{new string('a', length)}}"}""", new string('A', length)).Count());

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 0)]
    public void A_hundred_elements_are_compared(int length, int expected) =>
        Assert.Equal(expected, PayloadOf("""{"it":{"$in":["vip"]}}""").AttributeTests.MisfitsOf(new Attributes { ["it"] = Enumerable.Repeat("Vip", length).ToArray() }).Length);

    private static IEnumerable<AttributeMisfit> MisfitsOf(string condition, string text) => PayloadOf(condition).AttributeTests.MisfitsOf(new Attributes { ["it"] = text });

    private static Payload PayloadOf(string condition) =>
        Payload.Parse($$$"""{"features":{"f":{"rules":[{"condition":{{{condition}}},"force":1}]} },"savedGroups":{{{Groups}}} }""").Value;
}
