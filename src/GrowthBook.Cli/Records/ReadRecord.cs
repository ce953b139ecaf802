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
    /// <summary>Whether the record is known to have the recorded outcome.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Whether the record names another payload than the one that it is evaluated with.</summary>
    public bool IsOfOtherPayload { get; init; }

    /// <summary>The text of the member <c>payload</c>, which a compiled payload has forgotten; <c>null</c> without one.</summary>
    public Value? Payload { get; init; }

    /// <summary>Whether the record evaluates a feature without any payload.</summary>
    public bool LacksPayload =>
        Record is { Subject: EvaluationSubject.OfFeature } && ReferenceEquals(Record.Context.Payload, GrowthBook.Payload.Empty);

    /// <summary>The key and the payload of a feature that its payload does not have; <c>null</c> if it does, and without any payload.</summary>
    public (string Feature, GrowthBook.Payload Payload)? UnknownFeature() =>
        Record is { Subject: EvaluationSubject.OfFeature { Key: var key } } && !LacksPayload && Cli.UnknownFeature.Is(key.ToString(), Record.Context)
            ? (key.ToString(), Record.Context.Payload)
            : null;

    /// <summary>The line of output: the record with its answer, which <c>gb replay</c> reads, or the error.</summary>
    public Value.Object Evaluate() => Record is null
        ? new Value.Object([new("id", Id ?? Value.Null.Instance), new("error", Error ?? "")])
        : Payload is null ? Record.WithAnswer().ToValue()
        : Record.WithAnswer().ToValue().With("payload", Payload);
}
