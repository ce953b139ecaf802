using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

public sealed partial record ExperimentResult
{
    /// <summary>The value as a .NET type.</summary>
    /// <typeparam name="T">
    /// <c>bool</c>, <c>string</c>, <c>int</c>, <c>long</c>, <c>float</c>, <c>double</c>, <c>decimal</c>, their nullable
    /// forms, <see cref="GrowthBook.Value"/>, or any type that System.Text.Json can read (under NativeAOT with the
    /// overload that takes a <see cref="JsonTypeInfo{T}"/>).
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
