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
        {
            var errors = faults.Where(fault => fault.Severity != ErrorSeverity.Warning).Take(Named);
            return Failed(lines.Number, id, string.Join("; ", errors.Select(Text)));
        }
        if (record.Subject is EvaluationSubject.OfFeature && ReferenceEquals(record.Context.Payload, Payload.Empty))
            WithoutPayload++;
        return PayloadName.Check(lines.Line, payload?.Hash) is { } mismatch
            ? Failed(lines.Number, id, mismatch)
            : new ReadRecord(lines.Number, id, record, null, faults);
    }

    private static ReadRecord Failed(long line, Value? id, string error) => new(line, id, null, $"line {line}, {error}", []);

    /// <summary>A record is one line, so the parser's own count of lines says nothing.</summary>
    private static string Text(PayloadError fault) =>
        $"{fault.Path}: {fault.Message.Replace("(line 1, byte ", "(byte ", StringComparison.Ordinal)}";
}
