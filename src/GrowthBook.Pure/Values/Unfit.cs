using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Finds the parts of a value that System.Text.Json reads although the type does not allow them: <c>null</c> elements of lists and
/// dictionaries, and with metadata of an application also missing members and <c>null</c> members.
/// </summary>
internal static class Unfit
{
    /// <summary>The first such part as its JSON path without <c>$</c>, with the reason; <c>null</c> if there is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type. The annotation of its own elements is unknown.</param>
    public static string? Find(Value value, JsonTypeInfo type) => Find(value, type, default);

    private static string? Find(Value value, JsonTypeInfo type, Annotation annotation) => (type.Kind, value) switch
    {
        (JsonTypeInfoKind.Object, Value.Object source) => InMembers(source, type),
        (JsonTypeInfoKind.Enumerable, Value.Array source) => InElements(source, static index => $"[{index}]", type, annotation),
        (JsonTypeInfoKind.Dictionary, Value.Object source) => InElements(source.Values, index => Step(source.Keys.ElementAt(index)), type, annotation),
        _ => null,
    };

    private static string? InElements(IEnumerable<Value> items, Func<int, string> step, JsonTypeInfo type, Annotation annotation)
    {
        var elementType = type.ElementType!; // lists and dictionaries have one
        var element = type.Options.GetTypeInfo(elementType);
        var inner = annotation.OfElements;
        var readsNull = elementType.IsValueType || typeof(Value).IsAssignableFrom(elementType);
        var index = 0;
        foreach (var item in items)
        {
            if (item is Value.Null && !readsNull && !inner.AllowsNull(elementType))
                return $"{step(index)} is null";
            if (Find(item, element, inner) is { } found)
                return step(index) + found;
            index++;
        }
        return null;
    }

    private static string? InMembers(Value.Object source, JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.IsExtensionData || (property.Set is null && property.AssociatedParameter is null))
                continue;
            var member = Member(source, property.Name, type.Options.PropertyNameCaseInsensitive);
            if (member is null)
            {
                if (property.AssociatedParameter is { HasDefaultValue: false } parameter && !IsOptional(parameter))
                    return $"{Step(property.Name)} is missing";
            }
            else if (member is Value.Null)
            {
                if (!(property.AssociatedParameter?.IsNullable ?? property.IsSetNullable))
                    return $"{Step(property.Name)} is null";
            }
            else if (property.CustomConverter is null && type.Options.TryGetTypeInfo(property.PropertyType, out var inner)
                && Find(member, inner, new Annotation(property.AttributeProvider)) is { } found)
            {
                return Step(property.Name) + found;
            }
        }
        return null;
    }

    /// <summary>
    /// Whether the type has a value for a missing member. Source-generated metadata treats <c>init</c> members as parameters, and sets a
    /// missing one to <c>default</c> in place of its initializer.
    /// </summary>
    private static bool IsOptional(JsonParameterInfo parameter) => parameter.IsMemberInitializer && (parameter.IsNullable || parameter.ParameterType.IsValueType);

    private static Value? Member(Value.Object source, string name, bool ignoresCase) => source.TryGetValue(name, out var member) ? member
        : ignoresCase ? source.LastOrDefault(other => EcmaCase.ToLower(other.Key) == EcmaCase.ToLower(name)).Value
        : null;

    private static string Step(string name) => "." + PlainText.Of(name, PlainText.MaxName);
}
