using System.Text.Json;

namespace GrowthBook.Analysis;

/// <summary>
/// Reads the requests of evaluation records of the common form in one pass, without values of their outcomes. Records of other forms are
/// for <see cref="RecordParser"/>. One thread at a time.
/// </summary>
/// <param name="payload">The payload of the records.</param>
internal sealed class RequestReader(Payload payload)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private ValueReader _values = NewReader();

    /// <summary>Reads a record, and passes over its outcome.</summary>
    /// <param name="line">The JSON text of the record in UTF-8.</param>
    /// <returns>
    /// The record without its outcome; <c>null</c> for a record with a fault or without a context, with a payload of its own, with a member that is unknown, with a member of
    /// the request that occurs twice, and with numbers that its text does not have.
    /// </returns>
    public EvaluationRecord? Read(ReadOnlySpan<byte> line) => Read(line, stopsAtResult: false).Record;

    /// <summary>Reads a record up to its member <c>result</c>. The rest of the line is not read.</summary>
    /// <param name="line">The JSON text of the record in UTF-8.</param>
    /// <param name="result">The place of the member, which a comma precedes.</param>
    /// <returns>As <see cref="Read(ReadOnlySpan{byte})"/>; <c>null</c> also for a record with another member after its outcome, and for a request.</returns>
    public EvaluationRecord? ReadToResult(ReadOnlySpan<byte> line, out int result)
    {
        (var record, result) = Read(line, stopsAtResult: true);
        return result > 0 && line[result - 1] == (byte)',' ? record : null;
    }

    private (EvaluationRecord? Record, int Result) Read(ReadOnlySpan<byte> line, bool stopsAtResult)
    {
        try
        {
            var reader = new Utf8JsonReader(line, Options);
            var read = Read(ref reader, line, stopsAtResult);
            if (_values.Faults.IsUnused)
                return read;
        }
        catch (JsonException)
        {
            // the reader of any record names the fault
        }
        _values = NewReader();
        return (null, 0);
    }

    private static ValueReader NewReader() => new(new Faults()) { WarnsOfLostDigits = true };

    private (EvaluationRecord? Record, int Result) Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> line, bool stopsAtResult)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return (null, 0);
        Value? id = null;
        Context? context = null;
        EvaluationSubject? subject = null;
        string? payloadHash = null;
        var (result, hasOutcome) = (0, false);
        while (result == 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (IsOfOutcome(name))
            {
                var isResult = !hasOutcome && name.SequenceEqual("result"u8); // the first one: each trial reads the rest of the line
                hasOutcome |= isResult;
                if (isResult && (stopsAtResult || IsOutcome(line[(int)reader.TokenStartIndex..])))
                    result = (int)reader.TokenStartIndex;
                else
                    reader.Skip();
            }
            else if (name.SequenceEqual("context"u8) && context is null)
            {
                context = ReadContext(ref reader);
            }
            else if (name.SequenceEqual("feature"u8) && subject is null)
            {
                subject = ReadSubject("feature", ref reader);
            }
            else if (name.SequenceEqual("id"u8) && id is null)
            {
                id = ReadValue(ref reader);
            }
            else if (name.SequenceEqual("payloadHash"u8) && payloadHash is null)
            {
                payloadHash = (ReadValue(ref reader) as Value.String)?.Content ?? "";
            }
            else if (name.SequenceEqual("experiment"u8) && subject is null)
            {
                subject = ReadSubject("experiment", ref reader);
            }
            else if (name.SequenceEqual("condition"u8) && subject is null)
            {
                subject = ReadSubject("condition", ref reader);
            }
            else
            {
                return (null, 0);
            }
        }
        if (result == 0)
            reader.Read(); // text after the record is an error
        return subject is null || context is null || payloadHash is ""
            ? (null, 0)
            : (new EvaluationRecord(id, context, subject) { PayloadHash = payloadHash }, result);
    }

    private static bool IsOfOutcome(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("result"u8) || name.SequenceEqual("effects"u8) || name.SequenceEqual("hasReachedStepLimit"u8);

    /// <summary>Whether a text has the members of an outcome and the end of the record; <c>false</c> also for one in another form.</summary>
    private static bool IsOutcome(ReadOnlySpan<byte> text)
    {
        var rest = new CompactJson(text);
        do
        {
            if (!(rest.Pass("\"result\":"u8) || rest.Pass("\"effects\":"u8) || rest.Pass("\"hasReachedStepLimit\":"u8)) || !rest.PassValue())
                return false;
        }
        while (rest.Pass(","u8));
        return rest.Pass("}"u8) && rest.IsAtEnd;
    }

    private Context? ReadContext(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return ContextJson.Read(_values.ReadValue(ref reader), payload, _values.Faults);
        var start = _values.Position;
        var members = _values.ReadMembers(ref reader, 1);
        var context = ContextJson.Read(ref members, payload);
        _values.Release(start);
        return context;
    }

    private EvaluationSubject? ReadSubject(string name, ref Utf8JsonReader reader) => EvaluationSubjectJson.Read(name, ReadValue(ref reader), _values.Faults);

    private Value ReadValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        return _values.ReadValue(ref reader);
    }
}
