using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Documents of stored assignments as stores keep them, and several as an object by key. In use wherever one occurs; it need not be
/// named.
/// </summary>
public sealed class StickyJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        ConverterArguments.NotNull(typeToConvert) == typeof(StickyAssignmentDocument) || typeToConvert == typeof(StickyBuckets);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => ConverterArguments.NotNull(typeToConvert, options) == typeof(StickyBuckets)
        ? new JsonForm<StickyBuckets>(static buckets => buckets.ToValue(), JsonForm.OfObject("a sticky buckets", StickyBuckets.Read), isStrict: true)
        : new JsonForm<StickyAssignmentDocument>(static document => document.ToValue(), StickyAssignmentDocument.ReadWhole, isStrict: true);
}
