using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>Values as .NET types. Nothing is converted between kinds: a string is not a number, and 1.5 is not an integer.</summary>
internal static class ValueConversion
{
    /// <summary>Members are read by <see cref="ScalarTypes"/>; those that the type requires must be there, and not be <c>null</c>.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new ScalarTypeConverter() },
        MaxDepth = ValueReader.MaxDepth,
    };

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
    public static T Or<T>(Value value, T fallback, JsonTypeInfo<T> typeInfo, out PayloadError? error)
    {
        error = null;
        if (value is Value.Null)
            return fallback;
        if (TryConvert(value, typeInfo, out var converted, out var problem))
            return converted;
        error = Misfit(problem);
        return fallback;
    }

    /// <summary>Converts a value that is not <c>null</c>, or says why it cannot be.</summary>
    private static bool TryConvert<T>(Value value, [MaybeNullWhen(false)] out T converted, out string? problem)
    {
        problem = null;
        if (value is T same)
        {
            converted = same;
            return true;
        }
        var type = ScalarTypes.Underlying(typeof(T));
        if (ScalarTypes.Read(value, type) is T scalar)
        {
            converted = scalar;
            return true;
        }
        converted = default;
        if (ScalarTypes.Knows(type))
        {
            problem = $"{Shorten(value)} is not a value of type {Name<T>()}";
            return false;
        }
        return TryDeserialize(value, ByReflection<T>, static () => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)), out converted, out problem);
    }

    private static bool TryConvert<T>(Value value, JsonTypeInfo<T> typeInfo, [MaybeNullWhen(false)] out T converted, out string? problem) =>
        TryDeserialize(value, json => JsonSerializer.Deserialize(json, typeInfo), () => typeInfo, out converted, out problem);

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without reflection the serializer throws; the exception is caught and reported.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Without reflection the serializer throws; the exception is caught and reported.")]
#endif
    private static T? ByReflection<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, Options);

    private static bool TryDeserialize<T>(
        Value value, Func<byte[], T?> deserialize, Func<JsonTypeInfo<T>> typeInfo, [MaybeNullWhen(false)] out T converted, out string? problem)
    {
        try
        {
            converted = deserialize(ValueWriter.ToUtf8(value));
            problem = converted is null ? $"{Shorten(value)} is null as a {Name<T>()}"
                : Unfit.Find(value, typeInfo()) is { } part ? $"{Shorten(value)} is not a {Name<T>()}: ${part}"
                : null;
            return problem is null;
        }
        catch (Exception e) // a converter or constructor of the type may throw anything
        {
            converted = default;
            problem = $"{Shorten(value)} is not a {Name<T>()}: {e.Message}";
            return false;
        }
    }

    private static PayloadError Misfit(string? problem) =>
        new(ErrorSeverity.Error, "$.value", $"{problem}; the fallback is used");

    private static string Name<T>() => ScalarTypes.Underlying(typeof(T)).Name;

    private static string Shorten(Value value)
    {
        var json = ValueWriter.ToJson(value);
        return json.Length <= 80 ? json : string.Concat(json.Substring(0, 77), "...");
    }
}
