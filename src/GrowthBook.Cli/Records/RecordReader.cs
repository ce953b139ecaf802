using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>Lines of evaluation records to records.</summary>
/// <param name="payload">The payload for records that have none of their own.</param>
internal sealed class RecordReader(LoadedPayload? payload)
{
    /// <summary>How many faults of a line its error names.</summary>
    private const int Named = 5;

    /// <summary>How many features were asked for without a payload, of the record or of the run.</summary>
    public long WithoutPayload { get; private set; }

    public ReadRecord Read(RecordLines lines)
    {
        if (lines.IsTooLong)
            return Failed(lines.Number, null, "the line is too long");
        var (record, id, faults) = EvaluationRecord.Parse(lines.Line, payload?.Payload);
        if (record is null)
            return Failed(lines.Number, id, string.Join("; ", Decisive(faults).Take(Named).Select(Text)));
        if (record.Subject is EvaluationSubject.OfFeature && ReferenceEquals(record.Context.Payload, Payload.Empty))
            WithoutPayload++;
        return PayloadName.Check(lines.Line, payload?.Hash) is { } mismatch
            ? Failed(lines.Number, id, mismatch)
            : new ReadRecord(lines.Number, id, record, null, faults);
    }

    /// <summary>The faults that made the record unusable, and those within the same part of it.</summary>
    private static IEnumerable<PayloadError> Decisive(ImmutableArray<PayloadError> faults)
    {
        var unusable = faults.Where(fault => fault.Severity == ErrorSeverity.Fatal).Select(fault => fault.Path).ToArray();
        return faults.Where(fault => fault.Severity != ErrorSeverity.Warning
            && unusable.Any(path => fault.Path.StartsWith(path, StringComparison.Ordinal)));
    }

    private static ReadRecord Failed(long line, Value? id, string error) => new(line, id, null, $"line {line}, {error}", []);

    /// <summary>A record is one line, so the parser's own count of lines says nothing.</summary>
    private static string Text(PayloadError fault) => $"{fault.Path}: {TextPlace.Of(fault.Message).Message}";
}
