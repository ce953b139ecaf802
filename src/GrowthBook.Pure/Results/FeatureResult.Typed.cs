#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

public sealed partial record FeatureResult
{
    /// <summary>The value as a scalar type.</summary>
    /// <typeparam name="T">
    /// <c>bool</c>, <c>char</c>, <c>string</c>; every numeric type of .NET and enums, within their range and without rounding to an
    /// integer; <c>DateTime</c>, <c>DateTimeOffset</c>, <c>DateOnly</c>, <c>TimeOnly</c>, <c>TimeSpan</c>, <c>Guid</c> and <c>Version</c>
    /// from the strings that attributes of these types have. None of these needs reflection.
    /// </typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T ValueOr<T>(T fallback)
        where T : IComparable? => ValueOr(fallback, out _);

    /// <summary>Converts the value to a scalar type; reports a value that does not fit.</summary>
    /// <typeparam name="T">As in <see cref="ValueOr{T}(T)"/>.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T ValueOr<T>(T fallback, out PayloadError? error)
        where T : IComparable? => ValueConversion.Or(Value, fallback, out error);

    /// <summary>The value as a nullable scalar type.</summary>
    /// <typeparam name="T">As in <see cref="ValueOr{T}(T)"/>.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T? ValueOr<T>(T? fallback)
        where T : struct, IComparable => ValueOr(fallback, out _);

    /// <summary>Converts the value to a nullable scalar type; reports a value that does not fit.</summary>
    /// <typeparam name="T">As in <see cref="ValueOr{T}(T)"/>.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T? ValueOr<T>(T? fallback, out PayloadError? error)
        where T : struct, IComparable => ValueConversion.Or(Value, fallback, out error);

    /// <summary>The value as any type that System.Text.Json reads by reflection.</summary>
    /// <typeparam name="T">
    /// A record, list or dictionary. Also <see cref="GrowthBook.Value"/>, <c>Uri</c>, <c>byte[]</c> and arrays of scalars, which need no
    /// reflection. <c>null</c> in a list or dictionary of a reference type does not fit, unless it is a member whose annotation allows it,
    /// or of <see cref="GrowthBook.Value"/>.
    /// </typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="options">How to read the type. Default: names of members in any case, enums by name or number, numbers without conversion.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
#if NET
    [RequiresUnreferencedCode(ValueConversion.Reflection)]
    [RequiresDynamicCode(ValueConversion.Reflection)]
#endif
    public T ValueOr<T>(T fallback, JsonSerializerOptions? options = null) => ValueOr(fallback, out _, options);

    /// <summary>Converts the value to any type that System.Text.Json reads by reflection; reports a value that does not fit.</summary>
    /// <typeparam name="T">As in <see cref="ValueOr{T}(T, JsonSerializerOptions)"/>.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <param name="options">How to read the type. Default: names of members in any case, enums by name or number, numbers without conversion.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
#if NET
    [RequiresUnreferencedCode(ValueConversion.Reflection)]
    [RequiresDynamicCode(ValueConversion.Reflection)]
#endif
    public T ValueOr<T>(T fallback, out PayloadError? error, JsonSerializerOptions? options = null) => options is null
        ? ValueConversion.Or(Value, fallback, out error)
        : ValueConversion.Or(Value, fallback, options, out error);

    /// <summary>The value as a .NET type that has a source-generated serialiser; safe under NativeAOT.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="typeInfo">How to read the type.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T ValueOr<T>(T fallback, JsonTypeInfo<T> typeInfo) => ValueOr(fallback, typeInfo, out _);

    /// <summary>Converts the value with a source-generated serialiser; reports a value that does not fit.</summary>
    /// <typeparam name="T">Any type.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="typeInfo">How to read the type.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>, as that of a feature that the payload does not have.</param>
    /// <returns>The value or the fallback.</returns>
    public T ValueOr<T>(T fallback, JsonTypeInfo<T> typeInfo, out PayloadError? error) =>
        ValueConversion.Or(Value, fallback, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo)), out error);
}
