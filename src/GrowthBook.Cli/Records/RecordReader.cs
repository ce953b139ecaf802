using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Cli;

/// <summary>Reads evaluation records from lines. Threads may share a reader.</summary>
/// <param name="payload">The payload for records without one.</param>
/// <param name="acceptsOtherPayload">Whether a record that was made with another payload is evaluated with this one.</param>
internal sealed class RecordReader(LoadedPayload? payload, bool acceptsOtherPayload)
{
    /// <summary>Maximum number of faults that the error of a line names.</summary>
    private const int MaxFaults = 5;

    public ReadRecord Read(in RecordLines lines)
    {
        if (lines.IsTooLong)
            return Failed(lines.Number, null, "the line is too long");
        var ((record, id), faults) = EvaluationRecord.Parse(lines.Line, payload?.Payload);
        if (record is null)
            return Failed(lines.Number, id, ErrorOf(lines.Line, faults));
        if (PayloadName.Check(record.PayloadHash, payload?.Hash) is { } mismatch && !(acceptsOtherPayload && payload is not null))
            return Failed(lines.Number, id, mismatch);
        return ReferenceEquals(record.Context.Payload, payload?.Payload)
            ? new ReadRecord(lines.Number, id, record with { PayloadHash = payload!.Hash }, null, faults)
            : new ReadRecord(lines.Number, id, record, null, faults) { Payload = PayloadOf(lines.Line) };
    }

    /// <summary>The payload in a record; most have none.</summary>
    private static Value? PayloadOf(ReadOnlySpan<byte> line) => line.IndexOf("\"payload\""u8) < 0
        ? null
        : (Value.Parse(Encoding.UTF8.GetString(line)).Value as Value.Object)?.GetValueOrDefault("payload");

    private static string ErrorOf(ReadOnlySpan<byte> line, ImmutableArray<PayloadError> faults) =>
        TextEncoding.Error(line) ?? string.Join("; ", Decisive(faults).Take(MaxFaults).Select(Text));

    /// <summary>The fatal faults, and the errors within the same parts of the record.</summary>
    private static IEnumerable<PayloadError> Decisive(ImmutableArray<PayloadError> faults)
    {
        var unusable = faults.Where(fault => fault.Severity == ErrorSeverity.Fatal).Select(fault => fault.Path).ToArray();
        return faults.Where(fault => fault.Severity != ErrorSeverity.Warning
            && unusable.Any(path => fault.Path.StartsWith(path, StringComparison.Ordinal)));
    }

    private static ReadRecord Failed(long line, Value? id, string error) => new(line, id, null, $"line {line}, {error}", []);

    /// <summary>The fault without the parser's line number, which is always 1.</summary>
    private static string Text(PayloadError fault) => $"{fault.Path}: {TextPlace.Of(fault.Message).Message}";
}
