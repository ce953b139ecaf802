#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Diagnostics.Contracts;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

public static partial class Evaluator
{
    /// <summary>Evaluates a feature and converts its value to a scalar type.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T)"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback)
        where T : IComparable?
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback), effects);
    }

    /// <summary>Evaluates a feature and converts its value to a scalar type; reports a value that does not fit.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T)"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback, out PayloadError? error)
        where T : IComparable?
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, out error), effects);
    }

    /// <summary>Evaluates a feature and converts its value to a nullable scalar type.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(Nullable{T})"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (T? Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T? fallback)
        where T : struct, IComparable
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback), effects);
    }

    /// <summary>Evaluates a feature and converts its value to a nullable scalar type; reports a value that does not fit.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(Nullable{T})"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
    public static (T? Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T? fallback, out PayloadError? error)
        where T : struct, IComparable
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, out error), effects);
    }

    /// <summary>Evaluates a feature and converts its value to any type that System.Text.Json reads by reflection.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T, JsonSerializerOptions)"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="options">How to read the type. Default: as of <see cref="FeatureResult"/>.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
#if NET
    [RequiresUnreferencedCode(ValueConversion.Reflection)]
    [RequiresDynamicCode(ValueConversion.Reflection)]
#endif
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback, JsonSerializerOptions? options = null)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, options), effects);
    }

    /// <summary>Evaluates a feature and converts its value to any type that System.Text.Json reads by reflection; reports a value that does not fit.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T, JsonSerializerOptions)"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <param name="options">How to read the type. Default: as of <see cref="FeatureResult"/>.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <c>null</c>.</exception>
    [Pure]
#if NET
    [RequiresUnreferencedCode(ValueConversion.Reflection)]
    [RequiresDynamicCode(ValueConversion.Reflection)]
#endif
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback, out PayloadError? error, JsonSerializerOptions? options = null)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, out error, options), effects);
    }

    /// <summary>Evaluates a feature and converts its value to a type that has a source-generated serialiser; safe under NativeAOT.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T, JsonTypeInfo{T})"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="typeInfo">How to read the type, from a source-generated context.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="typeInfo"/> is <c>null</c>.</exception>
    [Pure]
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, typeInfo), effects);
    }

    /// <summary>Evaluates a feature and converts its value to a type that has a source-generated serialiser; reports a value that does not fit.</summary>
    /// <typeparam name="T">As of <see cref="FeatureResult.ValueOr{T}(T, JsonTypeInfo{T})"/>.</typeparam>
    /// <param name="context">The payload, the user and the switches.</param>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value to return if the feature has no value, or one that does not fit.</param>
    /// <param name="typeInfo">How to read the type, from a source-generated context.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value and the effects.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> or <paramref name="typeInfo"/> is <c>null</c>.</exception>
    [Pure]
    public static (T Value, Effects Effects) GetFeatureValue<T>(Context context, FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo, out PayloadError? error)
    {
        var (result, effects) = EvalFeature(context, key);
        return (result.ValueOr(fallback, typeInfo, out error), effects);
    }
}
