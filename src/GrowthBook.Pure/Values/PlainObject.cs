using System.Collections;
using System.Collections.Specialized;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>The JSON values of .NET objects. An object without one is an error, never an empty array or object.</summary>
internal static class PlainObject
{
    /// <summary>How objects are serialised: names in camel case, with public fields, scalars by <see cref="Scalars"/>.</summary>
    private static JsonSerializerOptions Options { get; } = ScalarJsonConverter.AddTo(new(JsonSerializerDefaults.Web)
    {
        IncludeFields = true, // of tuples, which have no properties
        MaxDepth = ValueReader.MaxDepth,
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? ObjectsWithMembers() : null,
    });

    /// <summary>The serializer's metadata by reflection, which refuses objects that have no JSON value.</summary>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Not called while reflection is off, which is the default of trimmed programs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Not called while reflection is off, which is the default of native programs.")]
#endif
    private static DefaultJsonTypeInfoResolver ObjectsWithMembers()
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        resolver.Modifiers.Add(static typeInfo =>
        {
            if (typeInfo.Kind == JsonTypeInfoKind.Object && StructuralTypes.WhyNot(typeInfo.Type, typeInfo.Properties.Count) is { } reason)
                throw new NoJsonValueException("", typeInfo.Type, reason);
        });
        return resolver;
    }

    /// <summary>The value of an object.</summary>
    /// <param name="source">The object.</param>
    /// <param name="place">Where it is; a null reference for an object in no collection.</param>
    /// <exception cref="ArgumentException">The object has no JSON value.</exception>
    public static Value ToValue(object? source, Place? place = null)
    {
        if (source is null)
            return Value.Null.Instance;
        if (Scalars.Of(source) is { } scalar)
            return scalar;
        return source switch
        {
            JsonElement element => OfNode(element),
            JsonDocument document => OfNode(document.RootElement),
            JsonValue value => ToValue(value, place),
            Enum member => Converted(member, place),
            IEnumerable items => Collection(items, Place.Enter(items, place)),
            _ => Serialized(source, place),
        };
    }

    /// <summary>The value of an element that the library reads from JSON text: as JavaScript reads it.</summary>
    public static Value OfText(JsonElement element) => Read(Utf8.OfJson(element.GetRawText()));

    /// <summary>The value of an element that an application passes as an object: as of the objects that it stands for.</summary>
    public static Value OfNode(JsonElement element) => element.ValueKind == JsonValueKind.Undefined
        ? Value.Null.Instance
        : ReadNode(element.GetRawText());

    // Loops, and separate functions, because each level of nesting has these frames on the stack.
    private static Value Collection(IEnumerable items, Place place) => items switch
    {
        IEnumerable<KeyValuePair<string, object?>> members => Object(members, place),
        IEnumerable<KeyValuePair<string, Value>> members => Object(members, place),
        IEnumerable<KeyValuePair<string, JsonNode?>> members => Object(members, place),
        IEnumerable<KeyValuePair<string, string?>> members => Object(members, place),
        IDictionary members => Object(members, place),
        NameValueCollection members => Object(members, place),
        _ when StructuralTypes.IsToken(items) && StructuralTypes.WhyNot(items) is { } reason => throw Place.Fault(place.Around, items, reason),
        _ when StructuralTypes.IsTextOrTexts(items.GetType()) => StructuralTypes.TextOrTexts((IReadOnlyList<string?>)items),
        System.Array { Rank: > 1 } => throw Place.Fault(place.Around, items, "it has several dimensions; pass an array of arrays"),
        IConvertible scalar => ToValue(StructuralTypes.Content(scalar, place), place),
        _ => Array(items, place),
    };

    public static Value.Object Object<T>(IEnumerable<KeyValuePair<string, T>> source, Place place)
    {
        var members = new ObjectMembers();
        foreach (var member in GuardedSequence.Of(source, place))
            members.Set(member.Key, ToValue(member.Value, place.At(member.Key)));
        return new Value.Object(members);
    }

    private static Value.Object Object(IDictionary source, Place place)
    {
        var members = new ObjectMembers();
        foreach (var member in GuardedSequence.Of(Entries(source), place))
        {
            var name = Scalars.Key(member.Key);
            members.Set(name, ToValue(member.Value, place.At(name)));
        }
        return new Value.Object(members);
    }

    private static Value.Object Object(NameValueCollection source, Place place)
    {
        var members = new ObjectMembers();
        foreach (var name in GuardedSequence.Of(Elements(source).Cast<string?>(), place))
            members.Set(name ?? "", StructuralTypes.TextOrTexts(source.GetValues(name) ?? []));
        return new Value.Object(members);
    }

    /// <summary>The value of a sequence: an object if its elements are pairs, as of a dictionary.</summary>
    private static Value Array(IEnumerable source, Place place)
    {
        var items = new List<Value>();
        var hasPairs = StructuralTypes.HasPairs(source.GetType());
        ObjectMembers? members = null;
        foreach (var item in GuardedSequence.Of(Elements(source), place))
        {
            if (item is not null && (hasPairs || StructuralTypes.IsPair(item.GetType())))
            {
                var (key, value) = StructuralTypes.Pair(item, place);
                var name = Scalars.Key(key);
                (members ??= new ObjectMembers()).Set(name, ToValue(value, place.At(name)));
            }
            else
            {
                items.Add(ToValue(item, place.At(items.Count)));
            }
        }
        return members is not null || (items.Count == 0 && hasPairs)
            ? new Value.Object(members ?? new ObjectMembers())
            : new Value.Array(items.ToArray());
    }

    // Not Cast, to which the entries of a generic dictionary are pairs of its own types.
    public static IEnumerable<DictionaryEntry> Entries(IDictionary source)
    {
        foreach (DictionaryEntry entry in source)
            yield return entry;
    }

    // Not Cast, which may prefer another enumerator of the collection.
    private static IEnumerable<object?> Elements(IEnumerable source)
    {
        foreach (var item in source)
            yield return item;
    }

    /// <summary>The value of a node: of the scalar it was created from, or of its JSON text.</summary>
    private static Value ToValue(JsonValue node, Place? place)
    {
        if (node.TryGetValue<object>(out var content) && Scalars.Of(content) is { } scalar)
            return scalar;
        try
        {
            return ReadNode(node.ToJsonString());
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException)
        {
            throw Place.Fault(place, node, SerializerFault.Reason(e), e);
        }
    }

    /// <summary>The value of a member of an enum whose own converter refused it, or the reason.</summary>
    private static Value Converted(Enum member, Place? place)
    {
        Exception reason;
        try
        {
            return EnumForm.Write(member);
        }
        catch (Exception e) // a converter of the application may throw anything
        {
            reason = e;
        }
        throw Place.Fault(place, member, SerializerFault.Reason(reason), reason);
    }

    /// <summary>The value of an object with properties, through the serialiser.</summary>
    private static Value Serialized(object source, Place? place)
    {
        // The serializer finds cycles only among the objects that it walks itself, not in sequences that are converted here.
        var reason = !JsonSerializer.IsReflectionEnabledByDefault ? "reflection-based JSON serialization is off in this program; use Attributes.From(source, typeInfo)"
            : place is { IsInSerializer: true } ? "objects in a sequence of this kind are not converted"
            : source is Delegate ? StructuralTypes.WhyNot(source.GetType(), 0)
            : null;
        if (reason is not null)
            throw Place.Fault(place, source, reason);
        try
        {
            return Read(Serialize(source));
        }
        catch (Exception e) // a getter of the object may throw anything
        {
            throw SerializerFault.Of(source, source.GetType(), Options, place, e);
        }
    }

    /// <summary>The value of an object through the caller's serializer, whose own converters take precedence.</summary>
    public static Value Serialized<T>(T source, JsonTypeInfo<T> typeInfo)
    {
        // Metadata that no resolver made is the caller's own and has no equivalent under other options.
        var options = typeInfo.OriginatingResolver is null ? null : ScalarJsonConverter.AddTo(new JsonSerializerOptions(typeInfo.Options));
        try
        {
            if (options is not null)
            {
                try
                {
                    return Read(JsonSerializer.SerializeToUtf8Bytes(source, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
                }
                catch (InvalidOperationException)
                {
                    // A context that is generated for serialization only has no properties under other options.
                }
            }
            return Read(JsonSerializer.SerializeToUtf8Bytes(source, typeInfo));
        }
        catch (Exception e) // a converter or getter of the application may throw anything
        {
            throw SerializerFault.Of(source, typeof(T), options ?? typeInfo.Options, null, e);
        }
    }

#if NET
    [RequiresUnreferencedCode("Uses reflection.")]
    [RequiresDynamicCode("Uses reflection.")]
#endif
    public static Value Serialized<T>(T source, JsonSerializerOptions options)
    {
        var withScalars = ScalarJsonConverter.AddTo(new JsonSerializerOptions(options));
        try
        {
            return Read(JsonSerializer.SerializeToUtf8Bytes(source, withScalars));
        }
        catch (Exception e) // a converter or getter of the application may throw anything
        {
            throw SerializerFault.Of(source, typeof(T), withScalars, null, e);
        }
    }

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Not called while reflection is off, which is the default of trimmed programs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Not called while reflection is off, which is the default of native programs.")]
#endif
    private static byte[] Serialize(object source) => JsonSerializer.SerializeToUtf8Bytes(source, source.GetType(), Options);

    private static Value ReadNode(string json) =>
        new ValueReader(new Faults()) { KeepsDigits = true }.Read(Utf8.OfJson(json), static (ValueReader values, ref Utf8JsonReader reader) => values.ReadValue(ref reader)) ?? Value.Null.Instance;

    private static Value Read(ReadOnlySpan<byte> json) => ValueReader.Read(json, new Faults()) ?? Value.Null.Instance;
}
