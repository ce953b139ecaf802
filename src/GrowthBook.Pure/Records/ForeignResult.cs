using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>
/// Compares a result as another SDK prints it. Members that are not recorded, or that this SDK does not write, are not compared. Of an
/// experiment only the key is: its definition is a part of the payload, which SDKs print with different defaults.
/// </summary>
internal static class ForeignResult
{
    private const string Experiment = "experiment", ExperimentResult = "experimentResult", HashValue = "hashValue";

    /// <summary>The members of a feature's result that this SDK writes.</summary>
    private static readonly MemberNames OfFeature = new("value", "on", "off", "source", "ruleId", Experiment, ExperimentResult);

    /// <summary>The members of an experiment's result that this SDK writes.</summary>
    private static readonly MemberNames OfExperiment = new(
        "key", "featureId", "inExperiment", "hashUsed", "variationId", "value", "hashAttribute", HashValue, "stickyBucketUsed", "name", "bucket", "passthrough",
        "leafId", "variationWeights", "banditVersion");

    /// <summary>Whether a result has nothing to compare: it is <c>null</c>, or an object without a member of results.</summary>
    public static bool IsEmpty(EvaluationSubject subject, Value recorded) =>
        recorded is Value.Null || (recorded is Value.Object result && !HasAny(result, NamesOf(subject)));

    /// <summary>Warns of members that results do not have.</summary>
    public static void WarnOfUnknown(EvaluationSubject subject, Value recorded, Faults faults)
    {
        if (recorded is not Value.Object result)
            return;
        faults.Position.Enter("result");
        new Members(result, faults).Expect(NamesOf(subject));
        if (subject is not EvaluationSubject.OfExperiment && result.Find(ExperimentResult) is Value.Object outcome)
        {
            faults.Position.Enter(ExperimentResult);
            new Members(outcome, faults).Expect(OfExperiment);
            faults.Position.Leave();
        }
        faults.Position.Leave();
    }

    public static void Compare(
        string path, EvaluationSubject subject, Value recorded, Value actual, ImmutableArray<RecordDifference>.Builder differences) =>
        Compare(path, NamesOf(subject), recorded, actual, differences);

    private static void Compare(
        string path, MemberNames names, Value recorded, Value actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        if (recorded is not Value.Object left || actual is not Value.Object right || !HasAny(left, names))
        {
            RecordDifference.Compare(path, recorded, actual, differences);
            return;
        }
        foreach (var member in left)
        {
            if (IsCompared(member.Key, member.Value, names))
                CompareMember(path + "." + member.Key, member.Key, member.Value, right.Find(member.Key), differences);
        }
    }

    private static MemberNames NamesOf(EvaluationSubject subject) => subject is EvaluationSubject.OfExperiment ? OfExperiment : OfFeature;

    private static bool HasAny(Value.Object result, MemberNames names) => result.Any(member => IsCompared(member.Key, member.Value, names));

    private static bool IsCompared(string name, Value recorded, MemberNames names) => names.Has(name) && !IsEmptyPart(name, recorded);

    /// <summary>Whether a part of a feature's result has nothing to compare.</summary>
    private static bool IsEmptyPart(string name, Value recorded) => recorded is Value.Object part && name switch
    {
        Experiment => !part.ContainsKey("key"),
        ExperimentResult => !HasAny(part, OfExperiment),
        _ => false,
    };

    private static void CompareMember(string path, string name, Value recorded, Value? actual, ImmutableArray<RecordDifference>.Builder differences)
    {
        if (name == Experiment && recorded is Value.Object left && actual is Value.Object right)
            RecordDifference.Compare(path + ".key", left.Find("key"), right.Find("key"), differences);
        else if (name == ExperimentResult && actual is not null)
            Compare(path, OfExperiment, recorded, actual, differences);
        else if (name == "value" || !IsSameText(name, recorded, actual))
            RecordDifference.Compare(path, recorded, actual, differences);
    }

    /// <summary>Whether both are no value, or the text of the same identifier, which some SDKs convert from a number.</summary>
    private static bool IsSameText(string name, Value recorded, Value? actual) =>
        (IsNone(recorded) && IsNone(actual)) || (name == HashValue && recorded.ToString() == actual?.ToString());

    /// <summary>Whether a value is one of those that SDKs print for no value.</summary>
    private static bool IsNone(Value? value) => value is null or Value.Null or Value.String { Content: "" } or Value.Boolean { Content: false };
}
