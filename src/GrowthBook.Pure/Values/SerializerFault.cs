using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The exception for an object that the serializer could not write. The serializer's own names at most a type, so the members are written one by one until
/// the one is found that fails. Runs after a failure only.
/// </summary>
internal static class SerializerFault
{
    /// <summary>The number of characters of a reason: that of the serializer for a cycle has a name per level.</summary>
    private const int MaxReason = 200;

    /// <summary>How many levels below the object are searched, each of which is written again.</summary>
    private const int MaxLevels = 16;

    /// <summary>The exception that names the attribute.</summary>
    /// <param name="source">The object.</param>
    /// <param name="type">The type as which the serializer wrote it.</param>
    /// <param name="options">The options of the serializer.</param>
    /// <param name="place">The place of the object; a null reference for one in no collection.</param>
    /// <param name="thrown">The exception of the serializer.</param>
    /// <exception cref="ArgumentException">The object contains itself.</exception>
    public static Exception Of(object? source, Type type, JsonSerializerOptions options, Place? place, Exception thrown)
    {
        var failing = new Part(source, type == typeof(object) && source is not null ? source.GetType() : type, place, thrown);
        for (var level = 0; level < MaxLevels; level++)
        {
            if (failing.Value is null || FindIn(failing, options) is not { } part)
                break;
            failing = part;
        }
        if (failing.Thrown is NoJsonValueException known)
            return Place.Fault(failing.Place, known);
        var found = failing.Value?.GetType() ?? failing.Type;
        var reason = StructuralTypes.WhyNot(found, propertyCount: 1) ?? $"{Reason(failing.Thrown)}; pass its text, or an object with the members that conditions use";
        return Place.Fault(failing.Place, found, reason, failing.Thrown);
    }

    /// <summary>The part of an object that fails by itself; <c>null</c> if there is none.</summary>
    private static Part? FindIn(Part whole, JsonSerializerOptions options)
    {
        var inner = Place.Enter(whole.Value!, whole.Place);
        try
        {
            return options.TypeInfoResolver?.GetTypeInfo(whole.Type, options) switch
            {
                { Kind: JsonTypeInfoKind.Object } type => InMembers(whole, type.Properties.Count, options, inner),
                { Kind: JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable } => InItems((IEnumerable)whole.Value!, options, inner),
                _ => null,
            };
        }
        catch (Exception) // the type itself has no JSON value, or its enumerator throws
        {
            return null;
        }
    }

    private static Part? InMembers(Part whole, int count, JsonSerializerOptions options, Place place)
    {
        for (var i = 0; i < count; i++)
        {
            var type = options.TypeInfoResolver!.GetTypeInfo(whole.Type, options)!; // metadata that are used cannot be changed
            var member = type.Properties[i];
            type.Properties.Clear();
            type.Properties.Add(member);
            if (WhyNot(whole.Value!, type) is not { } thrown)
                continue;
            if (!TryGet(member, whole.Value!, out var value) && whole.Place is not null)
                return null; // an attribute whose own getter throws, such as an IPAddress
            var declared = member.PropertyType == typeof(object) && value is not null ? value.GetType() : member.PropertyType;
            return new Part(value, declared, place.At(member.Name), thrown);
        }
        return null;
    }

    private static Part? InItems(IEnumerable items, JsonSerializerOptions options, Place place)
    {
        var (index, types) = (0, new Dictionary<Type, JsonTypeInfo?>());
        foreach (var item in items is IDictionary members ? PlainObject.Entries(members) : items)
        {
            var (name, value) = item switch
            {
                DictionaryEntry entry => (Scalars.Key(entry.Key), entry.Value),
                not null when StructuralTypes.IsPair(item.GetType()) => Named(StructuralTypes.Pair(item, place)),
                _ => (null, item),
            };
            if (value is not null && WhyNot(value, options, types) is { } thrown)
                return new Part(value, value.GetType(), name is null ? place.At(index) : place.At(name), thrown);
            index++;
        }
        return null;
    }

    private static (string? Name, object? Value) Named((object? Key, object? Value) pair) => (Scalars.Key(pair.Key), pair.Value);

    private static bool TryGet(JsonPropertyInfo member, object source, out object? value)
    {
        value = null;
        try
        {
            value = member.Get?.Invoke(source);
            return true;
        }
        catch (Exception) // which is the reason
        {
            return false;
        }
    }

    /// <param name="value">The item.</param>
    /// <param name="options">The options of the serializer.</param>
    /// <param name="types">The metadata that were made for other items: making them takes longer than writing an item.</param>
    private static Exception? WhyNot(object value, JsonSerializerOptions options, Dictionary<Type, JsonTypeInfo?> types)
    {
        try
        {
            if (!types.TryGetValue(value.GetType(), out var type))
                types.Add(value.GetType(), type = options.TypeInfoResolver!.GetTypeInfo(value.GetType(), options));
            return type is null ? null : WhyNot(value, type);
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static Exception? WhyNot(object value, JsonTypeInfo type)
    {
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(value, type);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>The message on one line, without the path that the serializer adds: it begins at the part.</summary>
    public static string Reason(Exception thrown)
    {
        var text = thrown.Message;
        var end = thrown is JsonException or NotSupportedException ? text.LastIndexOf(" Path: $", StringComparison.Ordinal) : -1;
        return PlainText.Of((end < 0 ? text : text.Substring(0, end)).TrimEnd('.'), MaxReason);
    }

    /// <param name="Value">The value; <c>null</c> also where it cannot be read.</param>
    /// <param name="Type">The type as which it is written.</param>
    /// <param name="Place">Its place; a null reference for an object in no collection.</param>
    /// <param name="Thrown">The exception of the serializer.</param>
    private readonly record struct Part(object? Value, Type Type, Place? Place, Exception Thrown);
}
