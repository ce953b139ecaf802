using System.Globalization;
using System.Text;

namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Text that is not valid JSON of its format gives a fatal error as a value, and a usable empty value.</summary>
public class BadTextTests
{
    private const string Good = """{"features":{"a":{"defaultValue":true,"rules":[{"force":1.5,"condition":{"x":"y\u00e9"}}]}}}""";

    [Theory]
    [UnderCultures]
    public void The_cultures_of_this_suite_are_really_there(string culture)
    {
        using var here = new CultureScope(culture);
        Assert.NotEqual("", CultureInfo.CurrentCulture.Name);
        if (culture is "de-DE" or "fa-IR" or "tr-TR" or "ar-SA")
            Assert.NotEqual("1.5", 1.5.ToString(CultureInfo.CurrentCulture));
        else
            Assert.Equal(2569, new DateTime(2026, 1, 1).AddYears(543).Year);
    }

    [Theory]
    [UnderCultures]
    public void Text_truncated_at_any_byte_is_one_fatal_error_and_an_empty_payload(string culture)
    {
        using var here = new CultureScope(culture);
        var bytes = Encoding.UTF8.GetBytes(Good);
        for (var length = 0; length < bytes.Length; length++)
        {
            var (payload, errors) = Payload.Parse(bytes.AsSpan(0, length));
            Assert.Empty(payload.FeatureKeys);
            var error = Assert.Single(errors);
            Assert.Equal(ErrorSeverity.Fatal, error.Severity);
            Assert.Equal("$", error.Path[..1]);
            Assert.StartsWith("not JSON: ", error.Message, StringComparison.Ordinal);
            Assert.Equal(FeatureResultSource.UnknownFeature, Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "a").Result.Source);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("\uFEFF")]
    [InlineData("<html><body>502 Bad Gateway</body></html>")]
    [InlineData("undefined")]
    [InlineData("nul")]
    [InlineData("NaN")]
    [InlineData("{'features':{}}")]
    [InlineData("{\"features\":{},}")]
    [InlineData("{\"features\":{}} {}")]
    [InlineData("{\"features\":{}} // comment")]
    [InlineData("{\"features\":{\"a\":{\"defaultValue\":01}}}")]
    [InlineData("{\"features\":{\"a\":{\"defaultValue\":\"\n\"}}}")]
    [InlineData("{\"features\":{\"a\":{\"defaultValue\":\"\\x\"}}}")]
    [InlineData("{\"features\":{\"a\":{\"defaultValue\":\"\\u12\"}}}")]
    [InlineData("\0\0\0\0")]
    public void Text_that_is_not_json_is_a_fatal_error_everywhere(string text)
    {
        AssertFatal(Payload.Parse(text).Errors);
        AssertFatal(Attributes.Parse(text).Errors);
        AssertFatal(Condition.Parse(text).Errors);
        AssertFatal(Experiment.Parse(text).Errors);
        AssertFatal(Context.Parse(text, Payload.Empty).Errors);
        AssertFatal(StickyAssignmentDocument.Parse(text).Errors);
        AssertFatal(EvaluationRecord.Parse(text).Errors);

        Assert.Empty(Payload.Parse(text).Value.FeatureKeys);
        Assert.Empty(Attributes.Parse(text).Value);
        Assert.False(Evaluator.EvalCondition(new Context(), Condition.Parse(text).Value));
        Assert.Null(Experiment.Parse(text).Value);
        Assert.Equal(new Context(), Context.Parse(text, Payload.Empty).Value);
        Assert.Null(StickyAssignmentDocument.Parse(text).Value);
        Assert.Equal((null, null), (EvaluationRecord.Parse(text).Value.Record, EvaluationRecord.Parse(text).Value.Id));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"x\"")]
    [InlineData("[]")]
    public void Json_that_is_no_object_is_an_error_everywhere_and_nothing_is_lost_silently(string json)
    {
        Assert.Equal(ErrorSeverity.Fatal, Assert.Single(Payload.Parse(json).Errors).Severity);
        Assert.Equal(ErrorSeverity.Fatal, Assert.Single(Attributes.Parse(json).Errors).Severity);
        Assert.Equal(ErrorSeverity.Error, Assert.Single(Condition.Parse(json).Errors).Severity);
        Assert.Equal(ErrorSeverity.Error, Assert.Single(Experiment.Parse(json).Errors).Severity);
        Assert.Equal(ErrorSeverity.Error, Assert.Single(StickyAssignmentDocument.Parse(json).Errors).Severity);
        Assert.Equal(ErrorSeverity.Fatal, Assert.Single(EvaluationRecord.Parse(json).Errors).Severity);
        var context = Context.Parse(json, Payload.Empty);
        Assert.Equal(new Context(), context.Value);
        Assert.Equal(json == "null" ? 0 : 1, context.Errors.Length);
        Assert.Empty(Payload.Parse(json).Value.FeatureKeys);
        Assert.False(Evaluator.EvalCondition(new Context(), Condition.Parse(json).Value));
    }

    [Fact]
    public void A_byte_order_mark_before_the_json_is_passed_over()
    {
        var (payload, errors) = Payload.Parse("\uFEFF" + Good);
        Assert.Empty(errors);
        Assert.Equal(["a"], payload.FeatureKeys);
        Assert.Empty(Payload.Parse([0xEF, 0xBB, 0xBF, .. "{}"u8]).Errors);
        Assert.NotEmpty(Payload.Parse([0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, .. "{}"u8]).Errors);
        Assert.NotEmpty(Payload.Parse([0xEF, 0xBB]).Errors);
        Assert.NotEmpty(Payload.Parse(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Good)).ToArray()).Errors);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_become_replacement_characters()
    {
        var (attributes, errors) = Attributes.Parse([.. "{\"a"u8, 0xFF, .. "\":\"x"u8, 0xC3, .. "\"}"u8]);
        Assert.Empty(errors);
        Assert.Equal("x\uFFFD", attributes["a\uFFFD"]);
    }

    [Fact]
    public void A_fatal_error_says_where_the_text_ends_being_json()
    {
        var error = Assert.Single(Payload.Parse("{\n  \"features\": {]}\n").Errors);
        Assert.Contains("(line 2, byte ", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("fatal error at $", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    private static void AssertFatal(IEnumerable<PayloadError> errors)
    {
        var error = Assert.Single(errors);
        Assert.Equal(ErrorSeverity.Fatal, error.Severity);
    }
}
