using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>Creates converters that read the enums without a converter of their own, each with its form.</summary>
internal sealed class EnumTypeConverters : JsonConverterFactory
{
    /// <summary>One instance: options with the same converters share the serializer's metadata.</summary>
    public static readonly EnumTypeConverters Instance = new();

    public override bool CanConvert(Type typeToConvert) => ScalarTypes.Underlying(typeToConvert) is { IsEnum: true } type && !EnumForm.HasConverter(type);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        new ScalarTypeConverter(EnumForm.Of(ScalarTypes.Underlying(typeToConvert)));
}
