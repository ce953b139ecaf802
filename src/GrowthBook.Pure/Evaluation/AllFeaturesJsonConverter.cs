using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// The results of all features as an object of results by key. They are written and not read. In use wherever one occurs; it need
/// not be named.
/// </summary>
public sealed class AllFeaturesJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => ConverterArguments.NotNull(typeToConvert) == typeof(AllFeatures);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        _ = ConverterArguments.NotNull(typeToConvert, options);
        return JsonForm.WriteOnly<AllFeatures>(
            static all => new Value.Object(all.Select(static feature => new KeyValuePair<string, Value>(feature.Key, feature.Value.ToValue()))),
            "read a Dictionary<string, FeatureResult> from it, or call Evaluator.EvalAll again");
    }
}
