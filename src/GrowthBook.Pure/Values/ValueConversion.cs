using System.Diagnostics.CodeAnalysis;
#if NET
using System.Runtime.CompilerServices;
#endif
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>Values as .NET types. Nothing is converted between kinds: a string is not a number, and 1.5 is not an integer.</summary>
internal static class ValueConversion
{
    /// <summary>Why functions that read any type require reflection.</summary>
    public const string Reflection = "Reads records, lists and dictionaries by reflection; use a JsonSerializerContext and the overload with JsonTypeInfo. Arrays of scalars need neither.";

    /// <summary>Members are read by <see cref="ScalarTypes"/>; those that the type requires must be there, and not be <c>null</c>.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new ScalarTypeConverter(), EnumTypeConverters.Instance, new PlainValueConverter() },
        MaxDepth = ValueReader.MaxDepth,
        TypeInfoResolver = JsonSerializer.IsReflectionEnabledByDefault ? WithDefaultsOfStructs() : null,
    };

    /// <summary>The serializer's metadata by reflection, by which struct records have the defaults of their parameters, as records have.</summary>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Not called while reflection is off, which is the default of trimmed programs.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Not called while reflection is off, which is the default of native programs.")]
#endif
    private static DefaultJsonTypeInfoResolver WithDefaultsOfStructs() => new() { Modifiers = { StructConstructor.AddDefaults } };

    /// <summary>A value as a type; the fallback where it is <c>null</c>, and where it does not fit, with the reason.</summary>
    public static T Or<T>(Value value, T fallback, out PayloadError? error)
    {
        error = null;
        if (value is Value.Null)
            return fallback;
        if (TryConvert<T>(value, out var converted, out var problem))
            return converted;
        error = Misfit(problem);
        return fallback;
    }

    /// <summary>The same through a source-generated serialiser.</summary>
    public static T Or<T>(Value value, T fallback, JsonTypeInfo<T> typeInfo, out PayloadError? error) =>
        Or(value, fallback, json => WithEnumNames.Deserialize(json, typeInfo), () => typeInfo, ofContext: true, out error);

    /// <summary>The same through reflection with the options of the caller.</summary>
#if NET
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
#endif
    public static T Or<T>(Value value, T fallback, JsonSerializerOptions options, out PayloadError? error)
    {
        return Or(value, fallback, json => WithEnumNames.Deserialize(json, TypeInfo()), TypeInfo, ofContext: false, out error);

        JsonTypeInfo<T> TypeInfo()
        {
            options.MakeReadOnly(populateMissingResolver: true); // as the serializer does at the first use; throws without reflection
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
    }

    private static T Or<T>(
        Value value, T fallback, Func<byte[], T?> deserialize, Func<JsonTypeInfo<T>> typeInfo, bool ofContext, out PayloadError? error)
    {
        error = null;
        if (value is Value.Null)
            return fallback;
        if (TryDeserialize(value, deserialize, typeInfo, ofContext, out var converted, out var problem))
            return converted;
        error = Misfit(problem);
        return fallback;
    }

    /// <summary>Converts a value that is not <c>null</c>, or says why it cannot be.</summary>
    private static bool TryConvert<T>(Value value, [MaybeNullWhen(false)] out T converted, out string? problem)
    {
        problem = null;
        if ((typeof(T) == typeof(object) ? PlainValue.Of(value) : value) is T same)
        {
            converted = same;
            return true;
        }
        if (PrimitiveTypes.TryRead(value, out converted))
            return true;
        var type = ScalarTypes.Underlying(typeof(T));
        if (ScalarTypes.Read(value, type, EnumFormOf<T>.Form) is T scalar)
        {
            converted = scalar;
            return true;
        }
        converted = default;
        if (ScalarTypes.Knows(type))
        {
            var (path, part) = ScalarTypes.Misfit(value, type, EnumFormOf<T>.Form);
            problem = $"{Shorten(value)} is not a value of type {Name<T>()}{(path.Length == 0 ? "" : $": ${path} is {Shorten(part)}")}{EnumFormOf<T>.Form?.Obstacle}";
            return false;
        }
        return TryDeserialize(value, ByReflection<T>, static () => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)), ofContext: false, out converted, out problem);
    }

#if NET
    private const string Reported = "Callers with a type that is no scalar are warned; otherwise the serializer throws, and the exception is caught and reported.";

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Reported)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Reported)]
#endif
    private static T? ByReflection<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, Options);

    /// <param name="value">The value.</param>
    /// <param name="deserialize">Reads its text.</param>
    /// <param name="typeInfo">The metadata of the type.</param>
    /// <param name="ofContext">Whether the caller gave the metadata, of a source-generated context.</param>
    /// <param name="converted">What was read.</param>
    /// <param name="problem">Why nothing was read; <c>null</c> if something was.</param>
    private static bool TryDeserialize<T>(
        Value value, Func<byte[], T?> deserialize, Func<JsonTypeInfo<T>> typeInfo, bool ofContext, [MaybeNullWhen(false)] out T converted, out string? problem)
    {
        try
        {
            converted = deserialize(ValueWriter.ToUtf8(value));
            problem = converted is null ? $"{Shorten(value)} is not a value of type {Name<T>()}: it is read as null"
                : Unfit.Find(value, typeInfo(), ofContext) is { } part ? $"{Shorten(value)} is not a value of type {Name<T>()}: ${part}"
                : null;
            return problem is null;
        }
        catch (Exception e) // a converter or constructor of the type may throw anything
        {
            converted = default;
            problem = $"{Shorten(value)} is not a value of type {Name<T>()}: {(e is JsonException ? Refusal(e, value, typeInfo, ofContext) : Cure(e))}";
            return false;
        }
    }

    /// <summary>The serializer's reason, or that the value has required members under names of another form.</summary>
    private static string Refusal<T>(Exception reason, Value value, Func<JsonTypeInfo<T>> typeInfo, bool ofContext) =>
        Unfit.InOtherForm(value, typeInfo(), ofContext) is { } part ? $"${part}" : reason.Message;

    /// <summary>The reason why a type is not read. Without reflection the serializer's message names options that the caller does not see.</summary>
    private static string Cure(Exception reason) => !HasReflection && reason is NotSupportedException or InvalidOperationException
        ? "this program is trimmed or compiled natively and reads the type without reflection; use a JsonSerializerContext and the overload with JsonTypeInfo"
        : reason.Message;

#if NET
    private static bool HasReflection => JsonSerializer.IsReflectionEnabledByDefault && RuntimeFeature.IsDynamicCodeSupported;
#else
    private static bool HasReflection => true;
#endif

    private static PayloadError Misfit(string? problem) =>
        new(ErrorSeverity.Error, "$.value", $"{problem}; the fallback is used");

    private static string Name<T>() => TypeName.Of(typeof(T));

    private static string Shorten(Value value)
    {
        var json = ValueWriter.ToJson(value);
        return json.Length <= 80 ? json : string.Concat(json.Substring(0, 77), "...");
    }
}
