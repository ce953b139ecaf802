using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Conditions as the JSON objects that they are, and the enums of their traces by name. In use wherever one occurs; it need not be
/// named.
/// </summary>
/// <remarks>A condition with malformed parts, which match no user, is read; only JSON of another kind than an object is an error.</remarks>
public sealed class ConditionJsonConverter : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        ConverterArguments.NotNull(typeToConvert) == typeof(Condition) || typeToConvert == typeof(GroupOperator) || typeToConvert == typeof(SavedGroupLookup);

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        ConverterArguments.NotNull(typeToConvert, options) == typeof(GroupOperator) ? new JsonNames<GroupOperator>(GroupOperators.ToName)
        : typeToConvert == typeof(SavedGroupLookup) ? new JsonNames<SavedGroupLookup>(SavedGroupLookups.ToName)
        : new JsonForm<Condition>(
            static condition => condition.Source,
            JsonForm.OfObject("a condition", static (source, faults) => Condition.Compile(source, new ConditionSymbols(), faults)));
}
