using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>One place in which an evaluation differs from its recording.</summary>
/// <param name="Path">The JSON path in the record: <c>$.result.value</c>, <c>$.effects[0].doc</c>.</param>
/// <param name="Recorded">The recorded value; <c>null</c> for no value.</param>
/// <param name="Actual">The present value; <c>null</c> for no value.</param>
[JsonConverter(typeof(RecordJsonConverter))]
public sealed record RecordDifference(string Path, Value? Recorded, Value? Actual)
{
    private const string PayloadPath = "$.payload";

    /// <summary>The record was read without a payload, so its feature is unknown; all other differences follow from that.</summary>
    internal static RecordDifference OfMissingPayload { get; } = new(PayloadPath, null, null);

    /// <summary>The difference on one line.</summary>
    /// <returns><c>$.result.value: recorded "red", now "blue"</c></returns>
    public override string ToString() => Path == PayloadPath
        ? $"{PayloadPath}: the record has no payload; read it with EvaluationRecord.Parse(json, payload)"
        : PlainText.Of($"{Path}: recorded {Recorded?.ToJson() ?? "nothing"}, now {Actual?.ToJson() ?? "nothing"}", int.MaxValue);

    /// <summary>
    /// All differences between two answers. The order of an object's members is none, and neither is an infinity where a recording of
    /// another SDK has the <c>null</c> of JSON. Without a recorded answer its parts are missing; without recorded effects the result is
    /// that of another SDK.
    /// </summary>
    internal static ImmutableArray<RecordDifference> Between(EvaluationSubject subject, EvaluationAnswer? recorded, EvaluationAnswer actual)
    {
        var differences = ImmutableArray.CreateBuilder<RecordDifference>();
        if (recorded is { HasEffects: false })
        {
            ForeignResult.Compare("$.result", subject, recorded.Result, actual.Result, differences);
            return differences.ToImmutable();
        }
        Compare("$.result", recorded?.Result, actual.Result, differences);
        Compare("$.effects", recorded?.Effects, actual.Effects, differences);
        return differences.ToImmutable();
    }

    /// <summary>Adds all differences between two values at a path.</summary>
    internal static void Compare(string path, Value? recorded, Value? actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        switch (recorded, actual)
        {
            case (Value.Object left, Value.Object right):
                foreach (var name in left.Keys.Concat(right.Keys.Where(name => !left.ContainsKey(name))))
                    Compare(path + "." + name, left.Find(name), right.Find(name), differences);
                break;
            case (Value.Array left, Value.Array right):
                for (var i = 0; i < Math.Max(left.Count, right.Count); i++)
                    Compare(path + "[" + EcmaNumber.ToText(i) + "]", i < left.Count ? left[i] : null, i < right.Count ? right[i] : null, differences);
                break;
            default:
                if (!IsSame(recorded, actual))
                    differences.Add(new RecordDifference(path, recorded, actual));
                break;
        }
    }

    private static bool IsSame(Value? recorded, Value? actual) => recorded is null or Value.Number || actual is null
        ? Equals(recorded, actual)
        : ValueEquality.SameJson(recorded, actual);
}
