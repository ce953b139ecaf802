using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>What a line of evaluation records held: a record, or an error.</summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Id">The record's id; <c>null</c> where it has none or it is unreadable.</param>
/// <param name="Record">The record; <c>null</c> where there is an error.</param>
/// <param name="Error">What is wrong and where; <c>null</c> where there is a record.</param>
/// <param name="Diagnostics">What else is wrong, and did not keep the record from being evaluated.</param>
internal sealed record ReadRecord(
    long Line, Value? Id, EvaluationRecord? Record, string? Error, ImmutableArray<PayloadError> Diagnostics)
{
    /// <summary>The answer: the evaluation's, or the error.</summary>
    public Value.Object Answer() => Record?.Evaluate().ToValue() ?? new Value.Object(
    [
        new("id", Id ?? Value.Null.Instance),
        new("error", Error ?? ""),
    ]);
}
