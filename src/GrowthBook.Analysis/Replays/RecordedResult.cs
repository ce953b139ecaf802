using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>What the result of a record has to compare.</summary>
internal static class RecordedResult
{
    private const int MaxLength = 100;

    /// <summary>Whether the record has no result, or one of another SDK without a member that is compared.</summary>
    public static bool IsEmpty(EvaluationRecord record) =>
        record.Recorded is not { } recorded || (!recorded.HasEffects && ForeignResult.IsEmpty(record.Subject, recorded.Result));

    /// <summary>The error of a result that is a bare value in place of an object; <c>null</c> for another one, and for a condition, whose result is a boolean.</summary>
    public static string? BareValueError(EvaluationRecord record) =>
        record is { Subject: not EvaluationSubject.OfCondition, Recorded.Result: not (Value.Object or Value.Null) and var bare }
            ? $"$.result: a value, and no result, which is an object; write {{\"value\":{ShortJson.Of(bare, MaxLength)}}}"
            : null;

    /// <summary>A warning of each member that the result of another SDK should not have; none for a result of this SDK, which is compared whole.</summary>
    public static ImmutableArray<PayloadError> UnknownMembers(EvaluationRecord record)
    {
        if (record.Recorded is not { HasEffects: false } recorded)
            return [];
        var faults = new Faults();
        ForeignResult.WarnOfUnknown(record.Subject, recorded.Result, faults);
        return faults.ToImmutable();
    }
}
