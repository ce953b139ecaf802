#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json.Serialization.Metadata;
using LanguageExt;

namespace GrowthBook;

/// <summary>Converts feature values to LanguageExt's <c>Option</c>.</summary>
#if NET
[RequiresUnreferencedCode(Reflection.Message), RequiresDynamicCode(Reflection.Message)]
#endif
public static class FeatureResultOption
{
    /// <summary>Returns the feature's value as a .NET type, or none if the value is <c>null</c> or does not fit the type.</summary>
    /// <typeparam name="T">The types that <see cref="FeatureResult.ValueOr{T}(T)"/> converts to.</typeparam>
    /// <param name="result">The result of an evaluation.</param>
    /// <returns>The value or none.</returns>
    public static Option<T> AsOption<T>(this FeatureResult result)
        where T : notnull
    {
        _ = result ?? throw new ArgumentNullException(nameof(result));
        var value = result.ValueOr(default(T)!, out var error);
        return OptionOf(result, value, error);
    }

    /// <summary>Returns the feature's value as a type with a source-generated serializer, or none.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="result">The result of an evaluation.</param>
    /// <param name="typeInfo">How to read the type.</param>
    /// <returns>The value, or none if it is <c>null</c> or does not fit the type.</returns>
    public static Option<T> AsOption<T>(this FeatureResult result, JsonTypeInfo<T> typeInfo)
        where T : notnull
    {
        _ = result ?? throw new ArgumentNullException(nameof(result));
        var value = result.ValueOr(default!, typeInfo, out var error);
        return OptionOf(result, value, error);
    }

    private static Option<T> OptionOf<T>(FeatureResult result, T value, PayloadError? error) =>
        result.Value is Value.Null || error is not null ? Option<T>.None : Option<T>.Some(value);
}
