using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>Values as .NET types. Nothing is converted between kinds: a string is not a number, and 1.5 is not an integer.</summary>
internal static class ValueConversion
{
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
        if (Plain(value, typeof(T)) is T plain)
        {
            converted = plain;
            return true;
        }
        converted = default;
        if (IsPlain(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)))
        {
            problem = $"{Shorten(value)} is not a value of type {Name<T>()}";
            return false;
        }
        return TryDeserialize(value, ByReflection<T>, out converted, out problem);
    }

    private static bool TryConvert<T>(Value value, JsonTypeInfo<T> typeInfo, [MaybeNullWhen(false)] out T converted, out string? problem) =>
        TryDeserialize(value, json => JsonSerializer.Deserialize(json, typeInfo), out converted, out problem);

#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without reflection the serializer throws; the exception is caught and reported.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Without reflection the serializer throws; the exception is caught and reported.")]
#endif
    private static T? ByReflection<T>(byte[] json) => JsonSerializer.Deserialize<T>(json, PlainObject.CamelCase);

    private static bool TryDeserialize<T>(
        Value value, Func<byte[], T?> deserialize, [MaybeNullWhen(false)] out T converted, out string? problem)
    {
        try
        {
            converted = deserialize(ValueWriter.ToUtf8(value));
            problem = converted is null ? $"{Shorten(value)} is null as a {Name<T>()}" : null;
            return converted is not null;
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

    private static object? Plain(Value value, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            Value.Boolean boolean when type == typeof(bool) => boolean.Content,
            Value.String text when type == typeof(string) => text.Content,
            Value.Number number => Number(number.Content, type),
            _ => null,
        };
    }

    private static object? Number(double number, Type type)
    {
        if (type == typeof(double))
            return number;
        if (type == typeof(float))
            return (float)number;
        if (type == typeof(decimal))
            return Math.Abs(number) < 7.9e28 ? (decimal)number : null;
        if (number != Math.Floor(number))
            return null;
        if (type == typeof(int))
            return number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
        if (type == typeof(long)) // the upper end is exclusive: 2^63 is a double, and not a long
            return number is >= long.MinValue and < long.MaxValue ? (long)number : null;
        return null;
    }

    private static bool IsPlain(Type type) =>
        type == typeof(bool) || type == typeof(string) || type == typeof(double) || type == typeof(float)
        || type == typeof(decimal) || type == typeof(int) || type == typeof(long) || typeof(Value).IsAssignableFrom(type);

    private static string Name<T>() => (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).Name;

    private static string Shorten(Value value)
    {
        var json = ValueWriter.ToJson(value);
        return json.Length <= 80 ? json : string.Concat(json.Substring(0, 77), "...");
    }
}
