using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Compares a result as another SDK prints it. Members that are not recorded, or that this SDK does not write, are not compared. Of an
/// experiment only the key is: its definition is a part of the payload, which SDKs print with different defaults.
/// </summary>
internal static class ForeignResult
{
    private const string Experiment = "experiment", ExperimentResult = "experimentResult", HashValue = "hashValue";

    /// <summary>The members of results that this SDK writes.</summary>
    private static readonly MemberNames Names = new(
        "value", "on", "off", "source", "ruleId", Experiment, ExperimentResult, "key", "featureId", "inExperiment", "hashUsed", "variationId", "hashAttribute",
        HashValue, "stickyBucketUsed", "name", "bucket", "passthrough", "leafId", "variationWeights", "banditVersion");

    public static void Compare(string path, Value recorded, Value actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        if (recorded is not Value.Object left || actual is not Value.Object right || !left.Keys.Any(Names.Has))
        {
            RecordDifference.Compare(path, recorded, actual, differences);
            return;
        }
        foreach (var member in left)
        {
            if (Names.Has(member.Key))
                CompareMember(path + "." + member.Key, member.Key, member.Value, right.Find(member.Key), differences);
        }
    }

    private static void CompareMember(string path, string name, Value recorded, Value? actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        if (name == Experiment && recorded is Value.Object left && actual is Value.Object right)
            CompareKey(path + ".key", left, right, differences);
        else if (name == ExperimentResult && actual is not null)
            Compare(path, recorded, actual, differences);
        else if (name == "value" || !IsSameText(name, recorded, actual))
            RecordDifference.Compare(path, recorded, actual, differences);
    }

    private static void CompareKey(string path, Value.Object recorded, Value.Object actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        if (recorded.Find("key") is { } key)
            RecordDifference.Compare(path, key, actual.Find("key"), differences);
    }

    /// <summary>Whether both are no value, or the text of the same identifier, which some SDKs convert from a number.</summary>
    private static bool IsSameText(string name, Value recorded, Value? actual) =>
        (IsNone(recorded) && IsNone(actual)) || (name == HashValue && recorded.ToString() == actual?.ToString());

    /// <summary>Whether a value is one of those that SDKs print for no value.</summary>
    private static bool IsNone(Value? value) => value is null or Value.Null or Value.String { Content: "" } or Value.Boolean { Content: false };
}
