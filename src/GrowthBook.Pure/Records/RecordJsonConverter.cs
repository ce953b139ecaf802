using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Evaluation records and their parts as their lines. A record without its payload is read with an empty one. In use wherever one
/// occurs; it need not be named.
/// </summary>
public sealed class RecordJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => Find(ConverterArguments.NotNull(typeToConvert)) is not null;

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Find(ConverterArguments.NotNull(typeToConvert, options));

    private static JsonConverter? Find(Type type) =>
        type == typeof(EvaluationRecord) ? new JsonForm<EvaluationRecord>(static record => record.ToValue(), EvaluationRecord.ReadWhole)
        : type == typeof(EvaluationAnswer) ? new JsonForm<EvaluationAnswer>(static answer => answer.ToValue(), EvaluationAnswer.Read, isStrict: true)
        : typeof(EvaluationSubject).IsAssignableFrom(type) ? new JsonForm<EvaluationSubject>(
            EvaluationSubjectJson.Of, JsonForm.OfObject("an evaluation subject", EvaluationSubjectJson.Read))
        : type == typeof(RecordDifference) ? new JsonForm<RecordDifference>(RecordDifferenceJson.Of, JsonForm.OfObject("a difference", RecordDifferenceJson.Read))
        : null;
}
