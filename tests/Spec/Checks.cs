using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Pure.Spec;

/// <summary>The check of each function's rows.</summary>
internal static class Checks
{
    private static readonly Dictionary<string, Action<Row>> All = new(StringComparer.Ordinal)
    {
        ["evalCondition"] = EvalCondition,
        ["hash"] = Hash,
        ["getBucketRange"] = GetBucketRange,
        ["feature"] = Feature,
        ["run"] = RunExperiment,
        ["chooseVariation"] = ChooseVariation,
        ["getQueryStringOverride"] = GetQueryStringOverride,
        ["inNamespace"] = InNamespace,
        ["getEqualWeights"] = GetEqualWeights,
        ["decrypt"] = Decrypt,
        ["stickyBucket"] = StickyBucket,
        ["urlRedirect"] = UrlRedirect,
        // A bandit's row has the form of a feature's row, with a larger payload.
        ["contextualBandit"] = Feature,
        ["record"] = Record,
    };

    /// <summary>The functions that have a check.</summary>
    public static IReadOnlyCollection<string> Functions => All.Keys;

    /// <summary>Fails unless the library agrees with the row.</summary>
    public static void Run(Row row) => All[row.Function](row);

    private static void EvalCondition(Row row)
    {
        var groups = row.Count > 4 ? row[4] : "{}";
        var context = new Context(Payload.Parse($"{{\"savedGroups\":{groups}}}").Value, Attributes.Parse(row[2]).Value);
        Equal(row, row.Value(3), Evaluator.EvalCondition(context, Condition.Parse(row[1]).Value));
    }

    private static void Hash(Row row) =>
        Equal(row, row.Value(3), Of(Hashing.Hash(row.String(0), row.String(1), row.Number(2))));

    private static void GetBucketRange(Row row)
    {
        var arguments = Assert.IsType<Value.Array>(row.Value(1));
        var ranges = Bucketing.BucketRanges(
            (int)Number(arguments[0]),
            arguments[1] is Value.Null ? 1 : Number(arguments[1]),
            arguments[2] is Value.Array weights ? Numbers(weights) : default);
        Equal(row, row.Value(2), List(ranges.Select(range => List([Rounded(range.Start), Rounded(range.End)]))));
    }

    private static void Feature(Row row)
    {
        var (result, _) = Evaluate(ContextOf(row[1]), row.String(2));
        Equal(row, row.Value(3), result.ToValue());
    }

    /// <summary>Evaluates a feature; an explanation of it must have the same result and effects.</summary>
    private static (FeatureResult Result, Effects Effects) Evaluate(Context context, string key)
    {
        var (result, effects) = Evaluator.EvalFeature(context, key);
        var explanation = Evaluator.Explain(context, key);
        Assert.Equal((result, effects), (explanation.Result, explanation.Effects));
        Assert.Equal((key, result), (explanation.Trace.Key, explanation.Trace.Result));
        return (result, effects);
    }

    private static void RunExperiment(Row row)
    {
        var (result, _) = Evaluator.RunExperiment(ContextOf(row[1]), Experiment.Parse(row[2]).Value!);
        Equal(row, List([row.Value(3), row.Value(4), row.Value(5)]), List([result.Value, result.InExperiment, result.HashUsed]));
    }

    private static void ChooseVariation(Row row)
    {
        var ranges = Assert.IsType<Value.Array>(row.Value(2)).Select(range => Numbers(range));
        var chosen = Bucketing.ChooseVariation(row.Number(1), ranges.Select(range => new BucketRange(range[0], range[1])).ToImmutableArray());
        Equal(row, row.Value(3), chosen);
    }

    private static void GetQueryStringOverride(Row row) =>
        Equal(row, row.Value(4), Of(Bucketing.QueryStringOverride(row.String(1), row.String(2), (int)row.Number(3))));

    private static void InNamespace(Row row)
    {
        var space = Assert.IsType<Value.Array>(row.Value(2));
        var id = Assert.IsType<Value.String>(space[0]).Content;
        var found = Bucketing.InNamespace(row.String(1), new ExperimentNamespace(id, new BucketRange(Number(space[1]), Number(space[2]))));
        Equal(row, row.Value(3), found);
    }

    private static void GetEqualWeights(Row row) =>
        Equal(row, row.Value(1), List(Bucketing.EqualWeights((int)row.Number(0)).Select(Rounded)));

    private static void Decrypt(Row row) => Equal(row, row.Value(3), Encryption.Decrypt(row.String(1), row.String(2)));

    // The third member is the store. The documents of the user's attributes are loaded, and the last
    // member is the content of the context after the evaluation.
    private static void StickyBucket(Row row)
    {
        var context = ContextOf(row[1]);
        using var json = JsonDocument.Parse(row[2]);
        var stored = json.RootElement.EnumerateArray().Select(document => Document(document.GetRawText()));
        var keys = context.Payload.StickyBucketAttributes.Select(name => name + "||" + KeyText(context.Attributes[name])).ToHashSet();
        context = context with
        {
            StickyBuckets = StickyBuckets.Of((context.StickyBuckets ?? StickyBuckets.Empty).Concat(stored).Where(document => keys.Contains(document.Key))),
        };

        var (result, effects) = Evaluate(context, row.String(3));
        var after = context.Apply(effects).StickyBuckets!;
        var documents = new Value.Object(after.Select(document => new KeyValuePair<string, Value>(document.Key, document.ToValue())));
        Equal(row, List([row.Value(4), row.Value(5)]), List([result.ExperimentResult?.ToValue(), documents]));
    }

    private static void UrlRedirect(Row row)
    {
        var (result, _) = Evaluator.EvalPage(ContextOf(row[1]));
        var redirects = result.Redirect is not { } redirect ? Value.Array.Empty : List([
            new Value.Object(
            [
                new("inExperiment", redirect.Result.InExperiment),
                new("urlRedirect", Assert.IsType<Value.Object>(redirect.Result.Value)["urlRedirect"]),
                new("urlWithParams", redirect.Url),
            ]),
        ]);
        Equal(row, row.Value(2), redirects);
    }

    private static void Record(Row row)
    {
        var ((record, _), errors) = EvaluationRecord.Parse(row.Text);
        Assert.True(record?.Recorded is not null, $"not a recorded answer: {row.Text}\n{string.Join("\n", errors)}");
        var differences = record.Replay();
        Assert.True(differences.IsEmpty, $"{string.Join("\n", differences)}\nrow: {row.Text}");
    }

    /// <summary>A row's context holds the payload, too.</summary>
    private static Context ContextOf(string json) => Context.Parse(json, Payload.Parse(json).Value).Value;

    private static StickyAssignmentDocument Document(string json) => StickyAssignmentDocument.Parse(json).Value!;

    private static string KeyText(Value value) => value.ToString();

    private static Value Of(double? number) => number is { } value ? value : Value.Null.Instance;

    private static Value.Array List(IEnumerable<Value?> items) => new(items);

    private static double Number(Value value) => Assert.IsType<Value.Number>(value).Content;

    private static ImmutableArray<double> Numbers(Value list) => Assert.IsType<Value.Array>(list).Select(Number).ToImmutableArray();

    // The suite writes thirds and their like with eight decimals.
    private static Value Rounded(double number) => Math.Round(number, 8);

    // Values compare as JSON: the order of members does not count, and numbers are doubles.
    private static void Equal(Row row, Value expected, Value actual) =>
        Assert.True(expected.Equals(actual), $"expected: {expected.ToJson()}\nactual:   {actual.ToJson()}\nrow:      {row.Text}");
}
