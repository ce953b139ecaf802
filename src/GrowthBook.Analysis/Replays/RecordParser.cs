namespace GrowthBook.Analysis;

/// <summary>
/// Reads many evaluation records as <see cref="EvaluationRecord.Parse(ReadOnlySpan{byte}, Payload, string)"/> does, with the same buffers, and
/// without its warnings of unknown members of records and of other payloads. An integer of the context that loses digits is a warning. Records share short texts and the names of their members. One
/// thread at a time.
/// </summary>
/// <param name="payload">The payload of records that have none.</param>
internal sealed class RecordParser(Payload payload)
{
    private ValueReader _values = NewReader();

    /// <summary>Reads one line.</summary>
    /// <param name="utf8Json">The JSON text of the record in UTF-8.</param>
    /// <returns>The record, its id and the faults.</returns>
    public Parsed<(EvaluationRecord? Record, Value? Id)> Parse(ReadOnlySpan<byte> utf8Json)
    {
        var faults = _values.Faults;
        var parsed = faults.With(EvaluationRecord.Read(utf8Json, payload, _values));
        if (!faults.IsUnused)
            _values = NewReader();
        return parsed;
    }

    private static ValueReader NewReader() => new(new Faults()) { WarnsOfLostDigits = true, LostDigitsWithin = "context" };
}
