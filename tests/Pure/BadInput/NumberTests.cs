namespace GrowthBook.Pure.Tests.BadInput;

/// <summary>Numbers are doubles as in ECMAScript; what does not fit becomes an infinity or zero, and NaN is never in order.</summary>
public class NumberTests
{
    [Theory]
    [UnderCultures]
    public void Numbers_beyond_double_are_infinities_and_numbers_below_are_zero(string culture)
    {
        using var here = new CultureScope(culture);
        Assert.Equal(double.PositiveInfinity, Number("1e400"));
        Assert.Equal(double.NegativeInfinity, Number("-1e400"));
        Assert.Equal(0.0, Number("1e-400"));
        Assert.Equal(12345678901234567000.0, Number("12345678901234567890"));
        Assert.Equal(double.PositiveInfinity, Number(new string('9', 400)));
        Assert.Equal(double.PositiveInfinity, Number("1e99999999999"));
        Assert.Equal(0.0, Number("1e-99999999999"));
        Assert.Equal("null", Given.Value("1e400").ToJson());
        Assert.Equal("""[null,0,12345678901234567000]""", Given.Value("[-1e400,1e-400,12345678901234567890]").ToJson());
    }

    [Theory]
    [UnderCultures]
    public void A_payload_full_of_numbers_beyond_double_evaluates(string culture)
    {
        using var here = new CultureScope(culture);
        var payload = Payload.Parse(
            """
            {"features":{
              "f":{"defaultValue":1e400,"rules":[{"condition":{"n":{"$gt":1e400}},"force":1},{"condition":{"n":1e400},"force":-1e400}]},
              "rollout":{"defaultValue":"out","rules":[{"coverage":1e400,"force":"in"}]},
              "negative":{"defaultValue":"out","rules":[{"coverage":-1e400,"force":"in"}]},
              "range":{"defaultValue":"out","rules":[{"range":[-1e400,1e400],"force":"in"}]},
              "version":{"defaultValue":"out","rules":[{"coverage":1,"hashVersion":1e400,"force":"in"}]},
              "exp":{"defaultValue":"out","rules":[{"variations":["a","b"],"weights":[1e400,-1e400],"coverage":1e400}]}}}
            """);
        var context = new Context(payload.Value, Given.Attributes("""{"id":1e400,"n":1e400}"""));
        Assert.All(payload.Errors, error => Assert.Equal(ErrorSeverity.Warning, error.Severity));
        Assert.Equal(double.NegativeInfinity, Evaluator.EvalFeature(context, "f").Result.Value);
        Assert.Equal("in", Evaluator.EvalFeature(context, "rollout").Result.Value);
        Assert.Equal("out", Evaluator.EvalFeature(context, "negative").Result.Value);
        Assert.Equal("in", Evaluator.EvalFeature(context, "range").Result.Value);
        Assert.Equal("out", Evaluator.EvalFeature(context, "version").Result.Value);
        var (result, effects) = Evaluator.EvalFeature(context, "exp");
        Assert.Equal(FeatureResultSource.Experiment, result.Source); // a sum of NaN counts as it does in the reference: see below
        Assert.Equal(effects.ToValue(), Given.Value(effects.ToString()), JsonEquality.Instance);
    }

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1.5")]
    [InlineData("2147483648")]
    public void Versions_that_are_no_integers_lose_the_rule_and_say_so(string number)
    {
        var (payload, errors) = Payload.Parse(
            """{"features":{"f":{"defaultValue":1,"rules":[{"variations":[1,2],"bucketVersion":NUMBER}]}}}""".Replace("NUMBER", number, StringComparison.Ordinal));
        Assert.Contains(errors, error => error.Path == "$.features.f.rules[0].bucketVersion");
        Assert.Equal(FeatureResultSource.DefaultValue, Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "f").Result.Source);
    }

    [Theory]
    [UnderCultures]
    public void Nan_is_in_no_order_and_equals_nothing(string culture)
    {
        using var here = new CultureScope(culture);
        foreach (var op in new[] { "$lt", "$lte", "$gt", "$gte" })
        {
            Assert.False(Given.Matches($$$"""{"a":{"{{{op}}}":5}}""", """{"a":"abc"}"""));
            Assert.False(Given.Matches($$$"""{"a":{"{{{op}}}":"abc"}}""", """{"a":5}"""));
            Assert.False(Given.Matches($$$"""{"a":{"{{{op}}}":5}}""", """{"a":{}}"""));
        }
        Assert.False(Given.Matches("""{"a":0}""", """{"a":"abc"}"""));
        Assert.False(Given.Matches("""{"a":1}""", """{"a":[1,2]}"""));
    }

    [Fact]
    public void Nan_from_code_is_off_has_the_text_null_and_identifies_no_user()
    {
        var context = Given.Features("""{"f":{"defaultValue":"out","rules":[{"coverage":1,"force":"in"}]}}""") with
        {
            Attributes = new Attributes { ["id"] = double.NaN, ["x"] = double.NaN },
            ForcedFeatureValues = Value.Object.Empty.With("nan", double.NaN),
        };
        Assert.Equal("out", Evaluator.EvalFeature(context, "f").Result.Value);
        Assert.True(Evaluator.EvalFeature(context, "nan").Result.Off);
        Assert.Equal("null", new Value.Number(double.NaN).ToString());
        foreach (var condition in new[] { """{"x":{"$in":[1,null]}}""", """{"x":{"$eq":0}}""", """{"x":{"$gte":0}}""", """{"x":{"$lte":0}}""", """{"x":null}""" })
            Assert.False(Evaluator.EvalCondition(context, Given.Condition(condition)));
    }

    private static double Number(string json) => Assert.IsType<Value.Number>(Given.Value(json)).Content;

    /// <summary>JSON text has no infinities: they are read back as <c>null</c>.</summary>
    private sealed class JsonEquality : IEqualityComparer<Value>
    {
        public static JsonEquality Instance { get; } = new();

        public bool Equals(Value? x, Value? y) => x?.ToJson() == y?.ToJson();

        public int GetHashCode(Value obj) => 0;
    }
}
