using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

public sealed partial record FeatureResult
{
    /// <summary>The value as a .NET type.</summary>
    /// <typeparam name="T">
    /// <c>bool</c>, <c>char</c>, <c>string</c>; every numeric type of .NET and enums, within their range and without rounding to an
    /// integer; <c>DateTime</c>, <c>DateTimeOffset</c>, <c>DateOnly</c>, <c>TimeOnly</c>, <c>TimeSpan</c>, <c>Guid</c>, <c>Version</c>,
    /// <c>Uri</c> and <c>byte[]</c> from the strings that attributes of these types have; their nullable forms and arrays;
    /// <see cref="GrowthBook.Value"/>. None of these needs reflection. Any other type is read by System.Text.Json; trimmed and
    /// NativeAOT programs need the overload with a <see cref="JsonTypeInfo{T}"/> for it. <c>null</c> in a list or dictionary of a reference
    /// type does not fit, unless it is a member whose annotation allows it, or of <see cref="GrowthBook.Value"/>.
    /// </typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <returns>The value or the fallback; never an exception.</returns>
    public T ValueOr<T>(T fallback) => ValueOr(fallback, out _);

    /// <summary>Converts the value to a .NET type; reports a value that does not fit.</summary>
    /// <typeparam name="T">As in <see cref="ValueOr{T}(T)"/>.</typeparam>
    /// <param name="fallback">The value to return if the value is JSON <c>null</c> or does not fit the type.</param>
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>.</param>
    /// <returns>The value or the fallback.</returns>
    public T ValueOr<T>(T fallback, out PayloadError? error) => ValueConversion.Or(Value, fallback, out error);

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
    /// <param name="error">Why the value does not fit; <c>null</c> if it fits or is JSON <c>null</c>.</param>
    /// <returns>The value or the fallback.</returns>
    public T ValueOr<T>(T fallback, JsonTypeInfo<T> typeInfo, out PayloadError? error) =>
        ValueConversion.Or(Value, fallback, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo)), out error);
}
