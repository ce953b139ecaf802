using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>A member that System.Text.Json reads, with what its type allows.</summary>
internal sealed class FitMember(JsonPropertyInfo property)
{
    private bool? _allowsNull;

    public string Name => property.Name;

    public bool IsRequired => property.AssociatedParameter is { HasDefaultValue: false } parameter && !IsOptional(parameter);

    public bool AllowsNull => _allowsNull ??= AllowsNullOf(property);

    /// <summary>The type whose parts are looked at; <c>null</c> if the member has a converter of its own, or the metadata lack the type.</summary>
    public JsonTypeInfo? Type { get; } =
        property.CustomConverter is null && property.Options.TryGetTypeInfo(property.PropertyType, out var type) ? type : null;

    public Annotation Annotation { get; } = new(property.AttributeProvider);

    /// <summary>
    /// Whether the type has a value for a missing member. Source-generated metadata treats <c>init</c> members as parameters, and sets a
    /// missing one to <c>default</c> in place of its initializer.
    /// </summary>
    private static bool IsOptional(JsonParameterInfo parameter) => parameter.IsMemberInitializer && (parameter.IsNullable || parameter.ParameterType.IsValueType);

    private static bool AllowsNullOf(JsonPropertyInfo property)
    {
        if (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable)
            return true;
        var options = property.Options;
        if (property.CustomConverter is { } converter)
        {
            options = new JsonSerializerOptions(options);
            options.Converters.Insert(0, converter);
        }
        return options.TryGetTypeInfo(property.PropertyType, out var type) && Annotation.ReadsNull(type);
    }
}
