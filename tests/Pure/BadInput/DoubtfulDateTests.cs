namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Texts compare in the order of their characters, so that a date in another form than that of ISO 8601 is a warning, and one that does not exist.</summary>
public class DoubtfulDateTests
{
    private const string NoDate = "not a date of the calendar; it is compared as text, in the order of characters";
    private const string OtherForm = "a date in another form than \"2026-12-31\" (ISO 8601); it is compared as text, in the order of characters";

    [Theory]
    [InlineData("2026-13-45", NoDate)]
    [InlineData("2026-00-10", NoDate)]
    [InlineData("2026-12-00", NoDate)]
    [InlineData("2026-04-31", NoDate)]
    [InlineData("2026-02-29", NoDate)]
    [InlineData("1900-02-29", NoDate)]
    [InlineData("2026-01-32T10:00:00Z", NoDate)]
    [InlineData("2026-01-31T25:00:00Z", NoDate)]
    [InlineData("2026-01-31 10:60", NoDate)]
    [InlineData("2026-01-31T24:01", NoDate)]
    [InlineData("2026/02/30", NoDate)]
    [InlineData("31.12.2020", OtherForm)]
    [InlineData("31.12.2020, 10:00", OtherForm)]
    [InlineData("12/31/2020", OtherForm)]
    [InlineData("31/12/2020 10:00", OtherForm)]
    [InlineData("1/2/2020", OtherForm)]
    [InlineData("31-12-2020", OtherForm)]
    [InlineData("2026-1-5", OtherForm)]
    [InlineData("2026-1-05T10:00", OtherForm)]
    [InlineData("2026/1/05", OtherForm)]
    [InlineData("2026/12/5", OtherForm)]
    [InlineData("Dec 31, 2020", OtherForm)]
    [InlineData("31 December 2020", OtherForm)]
    [InlineData("31-Dec-2020", OtherForm)]
    [InlineData("Thu, 31 Dec 2020 00:00:00 GMT", OtherForm)]
    [InlineData("Thu Dec 31 2020 00:00:00 GMT+0100 (Central European Standard Time)", OtherForm)]
    public void A_date_that_cannot_be_meant_is_a_warning(string date, string message)
    {
        foreach (var name in new[] { "$lt", "$lte", "$gt", "$gte" })
            Assert.Equal(new PayloadError(ErrorSeverity.Warning, $"$.now.{name}", message), Assert.Single(Condition.Parse($$$"""{"now":{"{{{name}}}":"{{{date}}}"}}""").Errors));
    }

    /// <summary>Dates of ISO 8601 or as texts order them, and texts that may be something else: versions, part numbers, seasons, words.</summary>
    [Theory]
    [InlineData("2026-12-31")]
    [InlineData("2024-02-29")]
    [InlineData("2000-02-29T23:59:59.999Z")]
    [InlineData("2026-12-31T24:00")]
    [InlineData("2026-12-31 10:00:00+01:00")]
    [InlineData("2026-12-31T10")]
    [InlineData("2026-12-31T100:00")]
    [InlineData("2026-12-31T10.00")]
    [InlineData("2026-12-31T10:0x")]
    [InlineData("2026-13-45-beta")]
    [InlineData("2026-13-45 beta")]
    [InlineData("2026-13")]
    [InlineData("2026-1")]
    [InlineData("2020-21")]
    [InlineData("2026-W53-1")]
    [InlineData("20261345")]
    [InlineData("5000-10-99")]
    [InlineData("5000-1-9")]
    [InlineData("2026.12.31")]
    [InlineData("2026/01/05")]
    [InlineData("2026/12/31 10:00")]
    [InlineData("1.2.2020")]
    [InlineData("31.12.20200")]
    [InlineData("10.20.2020")]
    [InlineData("31.12-2020")]
    [InlineData("40/12/2020")]
    [InlineData("13/13/2020")]
    [InlineData("12/31/4711")]
    [InlineData("12.31.4711")]
    [InlineData("2026/31/12")]
    [InlineData("123.45.6789")]
    [InlineData("1/2")]
    [InlineData("May")]
    [InlineData("May 2020")]
    [InlineData("May 40 2020")]
    [InlineData("31 May")]
    [InlineData("31 May 20")]
    [InlineData("May the 4th 2020")]
    [InlineData("a b c Dec 31 2020")]
    [InlineData("")]
    [InlineData("9")]
    [InlineData("2026-13-45                                                                       x")]
    public void Other_texts_are_none(string text) => Assert.Empty(Condition.Parse($$$"""{"now":{"$gt":"{{{text}}}"}}""").Errors);

    [Fact]
    public void The_text_is_compared_as_in_the_reference()
    {
        var (condition, _) = Condition.Parse("""{"now":{"$gt":"31.12.2020"}}""");
        Assert.True(Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["now"] = "31.12.2021" }), condition));
        Assert.False(Evaluator.EvalCondition(new Context(Payload.Empty, new Attributes { ["now"] = "01.01.2021" }), condition));
    }
}
