using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>The content of one line: a record, or an error.</summary>
/// <param name="Line">The line's number, from 1.</param>
/// <param name="Id">The record's id; <c>null</c> without a readable one.</param>
/// <param name="Record">The record; <c>null</c> after an error.</param>
/// <param name="Error">The error with its place; <c>null</c> for a record.</param>
/// <param name="Diagnostics">Faults that do not prevent the evaluation.</param>
internal sealed record ReadRecord(
    long Line, Value? Id, EvaluationRecord? Record, string? Error, ImmutableArray<PayloadError> Diagnostics)
{
    /// <summary>The line of output: the result and effects, or the error.</summary>
    public Value.Object Evaluate() => Record?.Evaluate().ToValue(Id) ?? new Value.Object(
    [
        new("id", Id ?? Value.Null.Instance),
        new("error", Error ?? ""),
    ]);
}
