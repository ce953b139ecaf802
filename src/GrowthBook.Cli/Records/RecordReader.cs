using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>Reads evaluation records from lines.</summary>
/// <param name="payload">The payload for records without one.</param>
internal sealed class RecordReader(LoadedPayload? payload)
{
    /// <summary>Maximum number of faults that the error of a line names.</summary>
    private const int MaxFaults = 5;

    /// <summary>Number of features evaluated without a payload, in the record or on the command line.</summary>
    public long WithoutPayload { get; private set; }

    public ReadRecord Read(RecordLines lines)
    {
        if (lines.IsTooLong)
            return Failed(lines.Number, null, "the line is too long");
        var ((record, id), faults) = EvaluationRecord.Parse(lines.Line, payload?.Payload);
        if (record is null)
            return Failed(lines.Number, id, string.Join("; ", Decisive(faults).Take(MaxFaults).Select(Text)));
        if (record.Subject is EvaluationSubject.OfFeature && ReferenceEquals(record.Context.Payload, Payload.Empty))
            WithoutPayload++;
        return PayloadName.Check(record.PayloadHash, payload?.Hash) is { } mismatch
            ? Failed(lines.Number, id, mismatch)
            : new ReadRecord(lines.Number, id, record, null, faults);
    }

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
