using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Effects as evaluation records have them: objects with a member <c>type</c>, and a list of effects as an array. In use wherever
/// one occurs; it need not be named.
/// </summary>
public sealed class EffectJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => ConverterArguments.NotNull(typeToConvert) == typeof(Effects) || typeof(Effect).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => ConverterArguments.NotNull(typeToConvert, options) == typeof(Effects)
        ? new JsonForm<Effects>(static effects => effects.ToValue(), EffectsReader.ReadAll)
        : new JsonForm<Effect>(static effect => effect.ToValue(), EffectsReader.ReadOne);
}
