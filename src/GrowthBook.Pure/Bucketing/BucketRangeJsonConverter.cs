using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Ranges as <c>[0,0.5]</c> and namespaces as <c>["checkout",0,0.5]</c>, as in experiments. In use wherever one occurs; it need
/// not be named.
/// </summary>
public sealed class BucketRangeJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) => ConverterArguments.NotNull(typeToConvert) == typeof(BucketRange) || typeToConvert == typeof(ExperimentNamespace);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => ConverterArguments.NotNull(typeToConvert, options) == typeof(BucketRange)
        ? new JsonForm<BucketRange>(BucketRangeMembers.ToValue, BucketRangeMembers.ReadRange)
        : new JsonForm<ExperimentNamespace>(BucketRangeMembers.ToValue, BucketRangeMembers.ReadNamespace);
}
