using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Reads evaluation records from lines. Threads may share a reader.</summary>
/// <param name="payload">The payload for records without one.</param>
/// <param name="replays">
/// Whether the outcome is compared with the recorded one. Then a record that was made with another payload is evaluated with this one.
/// </param>
internal sealed class RecordReader(LoadedPayload? payload, bool replays)
{
    private readonly ConcurrentBag<RecordParser> _parsers = [];
    private readonly ConcurrentBag<RequestReader> _requests = [];
    private readonly OutcomeText _outcomes = new(payload?.Payload ?? Payload.Empty);

    /// <summary>Maximum number of faults that the error of a line names.</summary>
    private const int MaxFaults = 5;

    public ReadRecord Read(in RecordLines lines) => (replays && lines.Error is null ? ReadUnchanged(lines) : null) ?? ReadAny(lines);

    /// <summary>Reads a record without its outcome, which is not compared. Its diagnostics become warnings of the line.</summary>
    public ReadRecord ReadRequest(in RecordLines lines)
    {
        var requests = TakeRequests();
        var record = requests.Read(lines.Line);
        _requests.Add(requests);
        if (record is not null && MismatchOf(record) is null)
            return new ReadRecord(lines.Number, record.Id, record, null, []);
        var read = ReadAny(lines);
        lines.Warn(read.Diagnostics);
        return read;
    }

    /// <summary>Reads a record and evaluates it; returns <c>null</c> unless the text of the outcome is the recorded one.</summary>
    private ReadRecord? ReadUnchanged(in RecordLines lines)
    {
        var requests = TakeRequests();
        var record = requests.ReadToResult(lines.Line, out var result);
        _requests.Add(requests);
        return record is not null && MismatchOf(record) is null && _outcomes.IsOf(record, lines.Line[result..])
            ? new ReadRecord(lines.Number, record.Id, record, null, []) { IsUnchanged = true, IsOfOtherPayload = IsOfOtherPayload(record) }
            : null;
    }

    private ReadRecord ReadAny(in RecordLines lines)
    {
        if (lines.Error is { } unreadable)
            return Failed(lines.Number, null, unreadable);
        var ((record, id), faults) = Parse(lines.Line);
        if (RefusalOf(lines.Line, record, faults) is { } error)
            return Failed(lines.Number, id, error);
        return ReferenceEquals(record!.Context.Payload, payload?.Payload)
            ? new ReadRecord(lines.Number, id, record with { PayloadHash = payload!.Hash }, null, faults) { IsOfOtherPayload = IsOfOtherPayload(record) }
            : new ReadRecord(lines.Number, id, record, null, faults) { Payload = replays ? null : PayloadOf(lines.Line) };
    }

    /// <summary>
    /// The error of a line without a record, or of a record that would lose a part of its question; <c>null</c> for a record that can be
    /// evaluated.
    /// </summary>
    private string? RefusalOf(ReadOnlySpan<byte> line, EvaluationRecord? record, ImmutableArray<PayloadError> faults) =>
        RecordMembers.Error(line) is var error && error != RecordMembers.NoContext ? error ?? FaultOf(record, faults) : FaultOf(record, faults) ?? error;

    private string? FaultOf(EvaluationRecord? record, ImmutableArray<PayloadError> faults) =>
        (record is null ? ErrorOf(faults) : null)
        ?? (faults.Select(ContextFaults.Judge).Where(IsInContext).Take(MaxFaults).Select(Text).ToArray() is { Length: > 0 } lost ? string.Join("; ", lost) : null)
        ?? MismatchOf(record!)
        ?? (replays ? RecordedResult.BareValueError(record!) : null);

    private static bool IsInContext(PayloadError fault) =>
        fault.Severity == ErrorSeverity.Error && fault.Path.StartsWith("$.context.", StringComparison.Ordinal);

    private string? MismatchOf(EvaluationRecord record) =>
        replays && payload is not null ? null : PayloadName.Check(record.PayloadHash, payload?.Hash);

    private bool IsOfOtherPayload(EvaluationRecord record) => record.PayloadHash is { } name && name != payload?.Hash;

    /// <summary>The payload in a record; most have none.</summary>
    private static Value? PayloadOf(ReadOnlySpan<byte> line) => line.IndexOf("\"payload\""u8) < 0
        ? null
        : (Value.Parse(Encoding.UTF8.GetString(line)).Value as Value.Object)?.GetValueOrDefault("payload");

    private static string ErrorOf(ImmutableArray<PayloadError> faults) =>
        string.Join("; ", Decisive(faults).Take(MaxFaults).Select(Text));

    /// <summary>The fatal faults, and the errors within the same parts of the record.</summary>
    private static IEnumerable<PayloadError> Decisive(ImmutableArray<PayloadError> faults)
    {
        var unusable = faults.Where(fault => fault.Severity == ErrorSeverity.Fatal).Select(fault => fault.Path).ToArray();
        return faults.Where(fault => fault.Severity != ErrorSeverity.Warning
            && unusable.Any(path => fault.Path.StartsWith(path, StringComparison.Ordinal)));
    }

    private static ReadRecord Failed(long line, Value? id, string error) => new(line, id, null, $"line {line}, {error}", []);

    private RequestReader TakeRequests() => _requests.TryTake(out var idle) ? idle : new RequestReader(payload?.Payload ?? Payload.Empty);

    /// <summary>Reads a record, with a parser that no other thread uses.</summary>
    private Parsed<(EvaluationRecord? Record, Value? Id)> Parse(ReadOnlySpan<byte> utf8Json)
    {
        var parser = _parsers.TryTake(out var idle) ? idle : new RecordParser(payload?.Payload ?? Payload.Empty);
        var parsed = parser.Parse(utf8Json);
        _parsers.Add(parser);
        return parsed;
    }

    /// <summary>The fault without the parser's line number, which is always 1.</summary>
    private static string Text(PayloadError fault) => $"{fault.Path}: {TextPlace.Of(fault.Message).Message}";
}
