using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// What JSON has for the members of an enum: what the enum's own converter writes, otherwise the name that an attribute gives to a member,
/// otherwise the name in C#. The one rule for values of features, attributes and members of records.
/// </summary>
internal sealed class EnumForm
{
#if NET
    private const string Kept = "Fields of enums are kept, because Enum.Parse reads their names.";
#endif

    private const string NoReflection = "this program is trimmed or compiled natively and does not use the enum's own converter without reflection";

    /// <summary>Options that use an enum's own converter; <c>null</c> without reflection, because the serializer by reflection makes a native program larger by 1.5 MB.</summary>
    private static readonly JsonSerializerOptions? OwnConverters = JsonSerializer.IsReflectionEnabledByDefault ? new() { TypeInfoResolver = Resolver() } : null;

    private readonly Type _type;
    private readonly bool _hasConverter;

    /// <summary>The name in JSON and the name in C# of each member; none if all are the same.</summary>
    private readonly ImmutableArray<(string Json, string Member)> _names;

    public EnumForm(Type type)
    {
        _type = type;
        _hasConverter = HasConverter(type);
        var names = Enum.GetNames(type).Select(member => (Json: NameOf(type, member), Member: member)).ToImmutableArray();
        _names = names.Any(name => name.Json != name.Member) ? names : [];
    }

    /// <summary>Whether an enum has a converter of its own. One that only says that names are used is none.</summary>
    public static bool HasConverter(Type type) => type.IsDefined(typeof(JsonConverterAttribute), false)
        && !IsOfNames(type.GetCustomAttribute<JsonConverterAttribute>(false)!.ConverterType);

    /// <summary>The serializer's metadata of an enum with a converter of its own.</summary>
    /// <exception cref="NotSupportedException">The program has no reflection.</exception>
    public static JsonTypeInfo Converter(Type type) => OwnConverters?.GetTypeInfo(type) ?? throw new NotSupportedException(NoReflection + "; give the text that it writes");

    /// <summary>Why no value is read, as the end of a sentence; empty if the program can read some.</summary>
    public string Obstacle => _hasConverter && OwnConverters is null ? $": {NoReflection}; use a JsonSerializerContext and the overload with JsonTypeInfo" : "";

    /// <summary>The value of a member; a null reference if the enum has a converter of its own.</summary>
    public static Value? Of(Enum member)
    {
        var type = member.GetType();
        if (HasConverter(type))
            return null;
        if (EnumNames.Of(member) is not { } name)
            return ScalarNumber.Of(EnumNames.Number(member));
        return name.IndexOf(',') < 0 ? NameOf(type, name) : string.Join(", ", name.Split(',').Select(part => NameOf(type, part.TrimStart(' '))));
    }

    /// <summary>The member that a value names; a null reference for none.</summary>
    public object? Read(Value value)
    {
        if (_hasConverter)
            return Converted(value);
        return value switch
        {
            Value.String text => Named(text.Content),
            Value.Number number => NumberTypes.Read(number.Content, _type),
            _ => null,
        };
    }

    private object? Converted(Value value)
    {
        try
        {
            return JsonSerializer.Deserialize(ValueWriter.ToUtf8(value), Converter(_type));
        }
        catch (Exception) // a converter of the application may throw anything
        {
            return null;
        }
    }

    /// <summary>The member with a name, of flags those with names separated by commas. The serializer refuses names with commas.</summary>
    private object? Named(string text)
    {
        if (_names.IsEmpty)
            return EnumNames.OfName(_type, text);
        if (MemberOf(text) is { } single)
            return EnumNames.OfName(_type, single);
        var parts = text.Split(',');
        for (var i = 0; i < parts.Length; i++)
        {
            if (MemberOf(EcmaCharacters.Trim(parts[i].AsSpan()).ToString()) is not { } member)
                return null;
            parts[i] = member;
        }
        return EnumNames.OfName(_type, string.Join(",", parts));
    }

    /// <summary>The name in C# of the member with a name in JSON, whose case matters only between names that differ by it.</summary>
    private string? MemberOf(string name)
    {
        foreach (var (json, member) in _names)
        {
            if (json == name)
                return member;
        }
        var lower = EcmaCase.ToLower(name);
        foreach (var (json, member) in _names)
        {
            if (EcmaCase.ToLower(json) == lower)
                return member;
        }
        return null;
    }

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Kept)]
#endif
    private static string NameOf(Type type, string member) =>
        type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? member;

    private static bool IsOfNames(Type? converter) => converter == typeof(JsonStringEnumConverter)
        || (converter is { IsGenericType: true } && converter.GetGenericTypeDefinition() == typeof(JsonStringEnumConverter<>));

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Not called while reflection is off, which is the default of trimmed programs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Not called while reflection is off, which is the default of native programs.")]
#endif
    private static DefaultJsonTypeInfoResolver Resolver() => new();
}
