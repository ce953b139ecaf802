namespace GrowthBook.Pure.Tests.Api;

/// <summary>A record keeps the numbers that JSON text has not, wherever they decide.</summary>
public class NotFiniteTests
{
    private static readonly Value Numbers = new Value.Array([double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1, Value.Null.Instance]);

    /// <summary>The example of the fault: 1e400 is more than 5, and <c>null</c> is not.</summary>
    [Fact]
    public void A_condition_that_an_infinity_meets_is_met_when_the_record_is_replayed()
    {
        var record = new EvaluationRecord(
            "r", new Context(Payload.Empty, new Attributes { ["a"] = double.PositiveInfinity }), new EvaluationSubject.OfCondition(Given.Condition("""{"a":{"$gt":5}}"""))).WithAnswer();

        var again = Read(record.ToString());

        Assert.Equal(true, again.Recorded!.Result);
        Assert.Empty(again.Replay());
        Assert.Equal(
            """{"id":"r","context":{"attributes":{"a":null}},"condition":{"a":{"$gt":5}},"result":true,"effects":[],"notFinite":{"context":{"attributes":{"a":"Infinity"}}}}""",
            record.ToString());
    }

    [Fact]
    public void Each_part_of_a_record_keeps_its_numbers()
    {
        var payload = Payload.Parse("""{"features":{"f":{"defaultValue":[1e400,-1e400]}}}""").Value;
        var context = new Context(payload, new Attributes { ["a"] = Numbers, ["o"] = Value.From(new Dictionary<string, object?> { ["it"] = double.NaN }) })
        {
            AttributeOverrides = new Attributes { ["b"] = double.NegativeInfinity },
            ForcedFeatureValues = Value.Object.Empty.With("g", Numbers),
            StickyBuckets = StickyBuckets.Empty,
            Url = "https://shop.example/",
        };
        var experiment = new Experiment("e", Numbers, 2) { Coverage = double.NaN, Weights = [double.PositiveInfinity, 0.5], Condition = Condition.From(Value.Object.Empty.With("a", Numbers)) };
        foreach (var subject in new EvaluationSubject[] { new EvaluationSubject.OfFeature("f"), new EvaluationSubject.OfFeature("g"), new EvaluationSubject.OfExperiment(experiment) })
        {
            var record = new EvaluationRecord(double.NaN, context, subject).WithAnswer();

            var again = Read(record.ToString(), payload);

            Assert.Equal(record.Context, again.Context);
            Assert.Equal((record.Id, record.Recorded, record.ToString()), (again.Id, again.Recorded, again.ToString()));
            Assert.Empty(again.Replay());
            Assert.Equal(record.Recorded, EvaluationAnswer.Parse(record.Recorded!.ToString()).Value);
        }
    }

    [Fact]
    public void A_record_of_finite_numbers_has_no_further_member() =>
        Assert.DoesNotContain("notFinite", new EvaluationRecord(1, new Context(), new EvaluationSubject.OfFeature("f")).WithAnswer().ToString(), StringComparison.Ordinal);

    [Fact]
    public void Another_infinity_is_a_difference_and_the_null_of_another_SDK_is_none()
    {
        static EvaluationRecord Recorded(string marks) => Read("""{"feature":"f","context":{"forcedFeatureValues":{"f":null}},"result":{"value":null,"on":true,"off":false,"source":"override","ruleId":""},"effects":[],"notFinite":{"context":{"forcedFeatureValues":{"f":"Infinity"}}""" + marks + "}}");

        Assert.Empty(Recorded("").Replay());
        Assert.Empty(Recorded(",\"result\":{\"value\":\"Infinity\"}").Replay());
        Assert.Equal("$.result.value", Assert.Single(Recorded(",\"result\":{\"value\":\"-Infinity\"}").Replay()).Path);
        Assert.Equal("$.result.value", Assert.Single(Recorded(",\"result\":{\"value\":\"NaN\"}").Replay()).Path);
    }

    [Theory]
    [InlineData("7", "$.notFinite")]
    [InlineData("{\"feature\":\"Infinity\"}", "$.notFinite.feature")]
    [InlineData("{\"context\":{\"attributes\":{\"a\":\"1e400\"}}}", "$.notFinite.context.attributes.a")]
    [InlineData("{\"context\":{\"attributes\":{\"a\":{\"0\":\"NaN\"}}}}", "$.notFinite.context.attributes.a")]
    public void A_name_without_its_null_is_a_warning_and_changes_nothing(string names, string path)
    {
        var ((record, _), errors) = EvaluationRecord.Parse($$$"""{"feature":"f","context":{"attributes":{"a":null}},"notFinite":{{{names}}}}""");

        Assert.Equal(new PayloadError(ErrorSeverity.Warning, path, "names no null of the record as Infinity, -Infinity or NaN; it is ignored"), Assert.Single(errors));
        Assert.Equal(Value.Null.Instance, record!.Context.Attributes["a"]);
    }

    [Fact]
    public void A_condition_keeps_and_compares_its_numbers()
    {
        var (infinite, none) = (Condition.From(Value.Object.Empty.With("a", double.PositiveInfinity)), Condition.From(Value.Object.Empty.With("a", Value.Null.Instance)));

        Assert.Equal(Value.Object.Empty.With("a", double.PositiveInfinity), infinite.Source);
        Assert.Equal(Condition.Parse("""{"a":1e400}""").Value, infinite);
        Assert.NotEqual(none, infinite);
        Assert.NotEqual(infinite, none);
        Assert.NotEqual(Condition.From(Value.Object.Empty.With("a", double.NaN)), infinite);
    }

    private static EvaluationRecord Read(string json, Payload? payload = null)
    {
        var ((record, _), errors) = EvaluationRecord.Parse(json, payload);
        Assert.All(errors, error => Assert.Equal(ErrorSeverity.Warning, error.Severity)); // of shares that cannot be meant
        return record!;
    }
}
