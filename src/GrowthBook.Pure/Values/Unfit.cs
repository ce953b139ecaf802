using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Finds the parts of a value that System.Text.Json reads although the type does not allow them: <c>null</c> elements of lists and
/// dictionaries, and with metadata of an application also missing members and <c>null</c> members. Also objects for a struct without
/// properties, such as a tuple, whose names exist only in the compiler: System.Text.Json reads none of their members.
/// </summary>
internal sealed class Unfit
{
    private readonly Dictionary<JsonTypeInfo, FitMembers> _members = [];

    /// <summary>The first such part as its JSON path without <c>$</c>, with the reason; <c>null</c> if there is none.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The type. The annotation of its own elements is unknown.</param>
    public static string? Find(Value value, JsonTypeInfo type) => new Unfit().Find(value, type, new Annotation(null));

    private string? Find(Value value, JsonTypeInfo type, Annotation annotation) => (type.Kind, value) switch
    {
        (_, Value.Object { Count: > 0 }) when IsWithoutMembers(type) => " is an object, and the type is a tuple or a struct without properties; use a record",
        (JsonTypeInfoKind.Object, Value.Object source) => InMembers(source, type),
        (JsonTypeInfoKind.Enumerable, Value.Array source) => InElements(source, static index => $"[{index}]", type, annotation),
        (JsonTypeInfoKind.Dictionary, Value.Object source) => InElements(source.Values, index => Step(source.Keys.ElementAt(index)), type, annotation),
        _ => null,
    };

    private static bool IsWithoutMembers(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) is { } underlying
        ? type.Options.TryGetTypeInfo(underlying, out var inner) && IsWithoutMembers(inner)
        : type is { Kind: JsonTypeInfoKind.Object, Type.IsValueType: true, Properties.Count: 0 };

    private string? InElements(IEnumerable<Value> items, Func<int, string> step, JsonTypeInfo type, Annotation annotation)
    {
        var element = type.Options.GetTypeInfo(type.ElementType!); // lists and dictionaries have one
        var inner = annotation.OfElements;
        var index = 0;
        foreach (var item in items)
        {
            if (item is Value.Null && !inner.AllowsNull(element))
                return $"{step(index)} is null";
            if (Find(item, element, inner) is { } found)
                return step(index) + found;
            index++;
        }
        return null;
    }

    private string? InMembers(Value.Object source, JsonTypeInfo type)
    {
        if (!_members.TryGetValue(type, out var members))
            _members.Add(type, members = new FitMembers(type));
        foreach (var (member, value) in members.Of(source))
        {
            if (value is null && member.IsRequired)
                return $"{Step(member.Name)} is missing";
            if (value is Value.Null && !member.AllowsNull)
                return $"{Step(member.Name)} is null";
            if (value is not null && member.Type is { } inner && Find(value, inner, member.Annotation) is { } found)
                return Step(member.Name) + found;
        }
        return null;
    }

    private static string Step(string name) => "." + PlainText.Of(name, PlainText.MaxName);
}
