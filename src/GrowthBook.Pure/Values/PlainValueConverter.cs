using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>Reads what is declared as <c>object</c> as <see cref="PlainValue"/> does: System.Text.Json reads a <see cref="JsonElement"/>.</summary>
internal sealed class PlainValueConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return PlainValue.Of(PlainObject.OfText(document.RootElement));
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => throw new UnreachableException();
}
