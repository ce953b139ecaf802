using System.Text;

namespace GrowthBook.Analysis.Tests.Replays;

/// <summary>The text is that of <see cref="EvaluationRecord.ToString"/>, which is made of values.</summary>
public sealed class OutcomeTextTests
{
    private static readonly Payload Shop = Payload.Parse(Sources.Shop()).Value;
    private static readonly OutcomeText Outcomes = new(Shop);

    public static TheoryData<string> Features => [.. Shop.FeatureKeys.Select(key => key.ToString()), "no-feature"];

    [Theory]
    [MemberData(nameof(Features))]
    public void The_outcome_of_a_feature_has_its_recorded_text(string feature)
    {
        foreach (var user in Sources.Shop("users.jsonl").Split('\n').Take(100))
        {
            var context = new Context(Shop, Attributes.Parse(user).Value);
            Check(new EvaluationRecord(null, context, new EvaluationSubject.OfFeature(feature)));
            Check(new EvaluationRecord(null, context with { StickyBuckets = StickyBuckets.Empty }, new EvaluationSubject.OfFeature(feature)));
        }
    }

    [Fact]
    public void The_outcome_of_another_subject_and_payload_has_its_recorded_text()
    {
        var context = new Context(Shop, new Attributes { ["id"] = "\"ü\\\n" });
        Check(new EvaluationRecord(null, context, new EvaluationSubject.OfExperiment(new Experiment("e", 1, "two"))));
        Check(new EvaluationRecord(null, context, new EvaluationSubject.OfCondition(Condition.Parse("""{"id":"x"}""").Value)));
        Check(new EvaluationRecord(null, context with { Payload = Payload.Parse(Sources.Shop("change.json")).Value }, new EvaluationSubject.OfFeature("free-returns")));
    }

    private static void Check(EvaluationRecord record)
    {
        var line = Encoding.UTF8.GetBytes(record.WithAnswer().ToString());
        var recorded = line[line.AsSpan().IndexOf("\"result\":"u8)..];

        Assert.True(Outcomes.IsOf(record, recorded), Encoding.UTF8.GetString(recorded));
        Assert.False(Outcomes.IsOf(record, recorded.AsSpan(..^1)));
        Assert.False(Outcomes.IsOf(record, [.. recorded, (byte)' ']));
        for (var i = 0; i < recorded.Length; i += 97)
        {
            var changed = recorded.ToArray();
            changed[i] ^= 1;
            Assert.False(Outcomes.IsOf(record, changed));
        }
    }
}
