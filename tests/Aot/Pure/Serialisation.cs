using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GrowthBook;

/// <summary>Records through a source-generated context, alone and in a record of the application.</summary>
internal static class Serialisation
{
    public static void Check(Action<string, bool> check, Context context, Payload payload)
    {
        var (result, effects) = Evaluator.EvalFeature(context, "experiment");
        check("a result reads back", ReadsBack(result, DataJson.Default.FeatureResult));
        check("an experiment reads back", ReadsBack(result.Experiment!, DataJson.Default.Experiment));
        check("an experiment's result reads back", ReadsBack(result.ExperimentResult!, DataJson.Default.ExperimentResult));
        check("effects read back by System.Text.Json", ReadsBack(effects, DataJson.Default.Effects));
        check("an effect reads back", ReadsBack(effects[1], DataJson.Default.Effect));
        check("a case of an effect reads back", ReadsBack((Effect.ExperimentViewed)effects[1], DataJson.Default.ExperimentViewed));
        check("a source reads back", ReadsBack(result.Source, DataJson.Default.FeatureResultSource));
        check("attributes read back", ReadsBack(context.Attributes, DataJson.Default.Attributes));
        check("a range reads back", ReadsBack(new BucketRange(0, 0.5), DataJson.Default.BucketRange));
        check("a condition reads back", ReadsBack(Condition.Parse("""{"a":1}""").Value, DataJson.Default.Condition));
        check("a fault reads back", ReadsBack(new PayloadError(ErrorSeverity.Error, "$", "m"), DataJson.Default.PayloadError));
        check("a context reads back", ReadsBack(context with { Payload = Payload.Empty }, DataJson.Default.Context));
        check("stored documents read back", ReadsBack(context.Apply(effects).StickyBuckets!, DataJson.Default.StickyBuckets));
        var record = EvaluationRecord.Of(context with { Payload = Payload.Empty }, "experiment", (result, effects));
        check("a recording reads back", ReadsBack(record, DataJson.Default.EvaluationRecord));
        check("a record of the application reads back", ReadsBack(new Sent(result, effects, "plain"), DataJson.Default.Sent));
        check("a list of texts fits", Typed("""["a"]""") is ["a"]);
        check("a null in a list of texts does not fit", Typed("""["a",null]""") is null);
        check("an explanation is written", JsonSerializer.Serialize(Evaluator.Explain(context, "targeted"), DataJson.Default.Explanation).Contains("\"trace\":", StringComparison.Ordinal));
        try
        {
            JsonSerializer.Serialize(payload, DataJson.Default.Payload);
            check("a payload is not written", false);
        }
        catch (NotSupportedException e)
        {
            check("a payload says that it is not written", e.Message.Contains("keep the text", StringComparison.Ordinal));
        }
    }

    private static List<string>? Typed(string json) =>
        new FeatureResult(Value.Parse(json).Value!, FeatureResultSource.DefaultValue).ValueOr(null, DataJson.Default.ListString!);

    private static bool ReadsBack<T>(T value, JsonTypeInfo<T> type) => value!.Equals(JsonSerializer.Deserialize(JsonSerializer.Serialize(value, type), type));
}

internal sealed record Sent(FeatureResult Result, Effects Effects, FeatureKey Key);

[JsonSerializable(typeof(FeatureResult))]
[JsonSerializable(typeof(Experiment))]
[JsonSerializable(typeof(ExperimentResult))]
[JsonSerializable(typeof(Effects))]
[JsonSerializable(typeof(Effect))]
[JsonSerializable(typeof(Effect.ExperimentViewed))]
[JsonSerializable(typeof(FeatureResultSource))]
[JsonSerializable(typeof(Attributes))]
[JsonSerializable(typeof(BucketRange))]
[JsonSerializable(typeof(Condition))]
[JsonSerializable(typeof(PayloadError))]
[JsonSerializable(typeof(Context))]
[JsonSerializable(typeof(StickyBuckets))]
[JsonSerializable(typeof(EvaluationRecord))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(Payload))]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class DataJson : JsonSerializerContext;
