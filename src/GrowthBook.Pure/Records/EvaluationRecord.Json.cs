using System.Text.Json;

namespace GrowthBook;

public sealed partial record EvaluationRecord
{
    /// <summary>The members of a record, and <c>error</c>, which <c>gb eval --records</c> writes for a line without a record.</summary>
    private static readonly MemberNames Names = new(
        "context", "feature", "id", "result", "effects", "payloadHash", "payload", "experiment", "condition", "hasReachedStepLimit", "notFinite", "error");

    /// <summary>Reads one line of evaluation records.</summary>
    /// <param name="json">The JSON text of the record.</param>
    /// <param name="payload">The payload of records that have none. Default: a payload without features.</param>
    /// <param name="payloadHash">
    /// The hash of <paramref name="payload"/> from <see cref="HashPayload"/>, for comparison with the one that the record names. Default:
    /// not compared.
    /// </param>
    /// <returns>
    /// The record, and every fault found with its JSON path. The record is <c>null</c> when it cannot be evaluated:
    /// it is not JSON, or does not have exactly one of <c>feature</c>, <c>experiment</c> and <c>condition</c>. The
    /// id is given also then, where it can be read. Warnings name members that records, contexts and results of other SDKs do not have, integers of the context
    /// beyond ±2^53 that lose digits as a double, and a <see cref="PayloadHash"/> other than <paramref name="payloadHash"/>.
    /// </returns>
    public static Parsed<(EvaluationRecord? Record, Value? Id)> Parse(string json, Payload? payload = null, string? payloadHash = null) =>
        Parse(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))), payload, payloadHash);

    /// <summary>Reads one line of evaluation records.</summary>
    /// <param name="utf8Json">The JSON text of the record in UTF-8.</param>
    /// <param name="payload">The payload of records that have none. Default: a payload without features.</param>
    /// <param name="payloadHash">
    /// The hash of <paramref name="payload"/> from <see cref="HashPayload"/>, for comparison with the one that the record names. Default:
    /// not compared.
    /// </param>
    /// <returns>As the other overload.</returns>
    public static Parsed<(EvaluationRecord? Record, Value? Id)> Parse(
        ReadOnlySpan<byte> utf8Json, Payload? payload = null, string? payloadHash = null)
    {
        var faults = new Faults();
        var (read, source) = ReadWithSource(utf8Json, payload ?? Payload.Empty, new ValueReader(faults) { WarnsOfLostDigits = true, LostDigitsWithin = "context" });
        new Members(source, faults).Expect(Names);
        if (read.Record is { Recorded: { HasEffects: false } answer, Subject: var subject })
            ForeignResult.WarnOfUnknown(subject, answer.Result, faults);
        if (read.Record?.PayloadHash is { } needed && (payload is null || needed != payloadHash))
            faults.WarningAt("payloadHash", $"the record needs the payload {needed}; {MendOf(payload, payloadHash)}");
        return faults.With(read);
    }

    /// <summary>Reads a record; one that would lose a part of its context or answer is a fatal fault.</summary>
    internal static EvaluationRecord? ReadWhole(Value source, Faults faults)
    {
        var (record, _) = Read(ValueWriter.ToUtf8(source), Payload.Empty, new ValueReader(faults));
        if (faults.ToImmutable().Any(static fault => fault.Severity == ErrorSeverity.Error && !IsTargeting(fault.Path)))
            faults.Fatal("a part of the record is malformed");
        return record;
    }

    /// <summary>Whether a fault is in a part whose malformed conditions match no user and are kept.</summary>
    private static bool IsTargeting(string path) =>
        path.StartsWith("$.payload.", StringComparison.Ordinal) || path.StartsWith("$.experiment.", StringComparison.Ordinal)
        || path.StartsWith("$.condition", StringComparison.Ordinal);

    /// <summary>Reads a record with a reader, which takes the faults.</summary>
    internal static (EvaluationRecord? Record, Value? Id) Read(ReadOnlySpan<byte> utf8Json, Payload payload, ValueReader values) =>
        ReadWithSource(utf8Json, payload, values).Read;

    private static ((EvaluationRecord? Record, Value? Id) Read, Value.Object Source) ReadWithSource(
        ReadOnlySpan<byte> utf8Json, Payload payload, ValueReader values)
    {
        var faults = values.Faults;
        var members = new ObjectMembers(8);
        Payload? inline = null;
        values.Read(utf8Json, (ValueReader all, ref Utf8JsonReader reader) =>
        {
            inline = ReadMembers(members, all, ref reader);
            return true;
        });
        var isJson = !faults.HasFatal;
        var source = NotFinite.Restore(new Value.Object(members), faults);
        var id = source.Find("id");
        var record = faults.HasFatal ? null : Read(source, id, inline, payload, faults);
        return ((faults.HasFatal ? null : record, id), isJson ? source : Value.Object.Empty);
    }

    private static string MendOf(Payload? payload, string? hash) =>
        payload is null ? "it is evaluated without features; give that payload"
        : hash is null ? "the given one is not compared with it; give its hash"
        : $"the hash of the given one is {hash}";

    /// <summary>The record as a line of evaluation records. The payload is left out, as compiling it forgot its text.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new ObjectMembers(8);
        if (Id is not null)
            members.Set("id", Id);
        if (PayloadHash is not null)
            members.Set("payloadHash", PayloadHash);
        members.Set("context", Context.ToValue());
        EvaluationSubjectJson.Set(members, Subject);
        Recorded?.AddTo(members);
        return NotFinite.AddTo(new Value.Object(members));
    }

    /// <summary>The JSON text of the record, without line breaks.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => ToValue().ToString();

    /// <summary>Reads the members of a record and compiles its payload; returns <c>null</c> without a payload.</summary>
    private static Payload? ReadMembers(ObjectMembers members, ValueReader values, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            values.Faults.Fatal("the record is not a JSON object");
            return null;
        }
        Payload? payload = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            values.Faults.Position.Enter(name);
            if (name == "payload" && reader.TokenType != JsonTokenType.Null)
                payload = Payload.Of(PayloadReader.Read(values, ref reader, null));
            else
                members.Set(name, values.ReadValue(ref reader));
            values.Faults.Position.Leave();
        }
        return payload;
    }

    private static EvaluationRecord? Read(Value.Object source, Value? id, Payload? inline, Payload payload, Faults faults)
    {
        faults.Position.Enter("context");
        var context = ContextJson.Read(source.Find("context"), inline ?? payload, faults);
        faults.Position.Leave();

        var subject = EvaluationSubjectJson.Read(source, faults);
        if (subject is null)
            return null;
        return new EvaluationRecord(id, context, subject, EvaluationAnswer.Of(source, faults))
        {
            PayloadHash = inline is null ? new Members(source, faults).Text("payloadHash") : null,
        };
    }
}
