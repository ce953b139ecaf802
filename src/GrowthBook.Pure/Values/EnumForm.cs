using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
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

    /// <summary>The forms that were asked for (decision 0067).</summary>
    private static readonly ConditionalWeakTable<Type, EnumForm> Known = new();

    private readonly Type _type;
    private readonly bool _hasConverter;
    private readonly ImmutableArray<Name> _names;

    /// <summary>The value of each member; without those that the enum's own converter refuses.</summary>
    private readonly ImmutableDictionary<object, Value> _values;

    private EnumForm(Type type)
    {
        _type = type;
        _hasConverter = HasOwnConverter(type);
        _names = Enum.GetNames(type).Select(name => new Name(name, NameOf(type, name), (Enum)Enum.Parse(type, name))).ToImmutableArray();
        var values = ImmutableDictionary.CreateBuilder<object, Value>();
        foreach (var name in _names)
        {
            if ((_hasConverter ? TryWrite(name.Value) : Named(name.Value)) is { } value)
                values[name.Value] = value;
        }
        _values = values.ToImmutable();
    }

    /// <summary>The form of an enum, made at the first call.</summary>
    public static EnumForm Of(Type type) => Known.GetValue(type, static type => new EnumForm(type));

    /// <summary>Whether an enum has a converter of its own. <see cref="JsonStringEnumConverter"/> itself does not count: it writes the same names.</summary>
    public static bool HasConverter(Type type) => Of(type)._hasConverter;

    /// <summary>Why no value is read, as the end of a sentence; empty if the program can read some.</summary>
    public string Obstacle => _hasConverter && OwnConverters is null ? $": {NoReflection}; use a JsonSerializerContext and the overload with JsonTypeInfo" : "";

    /// <summary>The value of a member; a null reference if the enum's own converter refuses it.</summary>
    public static Value? Of(Enum member)
    {
        var form = Of(member.GetType());
        return form._values.TryGetValue(member, out var value) ? value : form._hasConverter ? null : form.Named(member);
    }

    /// <summary>The value of a member as the enum's own converter writes it.</summary>
    /// <exception cref="NotSupportedException">The program has no reflection.</exception>
    public static Value Write(Enum member) => ValueReader.Read(JsonSerializer.SerializeToUtf8Bytes(member, Converter(member.GetType())), new Faults()) ?? Value.Null.Instance;

    /// <summary>The member that a value names; a null reference for none.</summary>
    public object? Read(Value value)
    {
        if (_hasConverter)
            return Converted(value);
        return value switch
        {
            Value.String text => MemberOf(text.Content) ?? Combined(text.Content),
            Value.Number number => NumberTypes.Read(number.Content, _type),
            _ => null,
        };
    }

    private static JsonTypeInfo Converter(Type type) => OwnConverters?.GetTypeInfo(type) ?? throw new NotSupportedException(NoReflection + "; give the text that it writes");

    private static Value? TryWrite(Enum member)
    {
        try
        {
            return Write(member);
        }
        catch (Exception) // a converter of the application may throw anything
        {
            return null;
        }
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

    /// <summary>The name of a member, of flags the names joined by <c>", "</c>; the number if it has no name.</summary>
    private Value Named(Enum member)
    {
        if (EnumNames.Of(member) is not { } name)
            return ScalarNumber.Of(EnumNames.Number(member));
        return name.IndexOf(',') < 0 ? JsonOf(name) : string.Join(", ", name.Split(',').Select(part => JsonOf(part.TrimStart(' '))));
    }

    private string JsonOf(string name) => _names.First(each => each.Member == name).Json;

    /// <summary>The combination of the members whose names are separated by commas. The serializer refuses names with commas.</summary>
    private object? Combined(string text)
    {
        var bits = 0UL;
        foreach (var part in text.Split(','))
        {
            if (MemberOf(EcmaCharacters.Trim(part.AsSpan()).ToString()) is not IConvertible member)
                return null;
            bits |= member.GetTypeCode() == TypeCode.UInt64 ? member.ToUInt64(CultureInfo.InvariantCulture) : (ulong)member.ToInt64(CultureInfo.InvariantCulture);
        }
        return EnumNames.OfNumber(_type, bits);
    }

    /// <summary>The member with a name in JSON, whose case matters only between names that differ by it.</summary>
    private Enum? MemberOf(string json)
    {
        foreach (var name in _names)
        {
            if (name.Json == json)
                return name.Value;
        }
        var lower = EcmaCase.ToLower(json);
        foreach (var name in _names)
        {
            if (name.Lower == lower)
                return name.Value;
        }
        return null;
    }

    private static bool HasOwnConverter(Type type) => type.IsDefined(typeof(JsonConverterAttribute), false)
        && !IsOfNames(type.GetCustomAttribute<JsonConverterAttribute>(false)!.ConverterType);

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

    /// <param name="Member">The name in C#.</param>
    /// <param name="Json">The name in JSON.</param>
    /// <param name="Value">The member.</param>
    private sealed record Name(string Member, string Json, Enum Value)
    {
        /// <summary>The name in JSON in lower case.</summary>
        public string Lower { get; } = EcmaCase.ToLower(Json);
    }
}
