using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The attributes of a user: JSON values by name, which conditions test and experiments hash. Immutable;
/// equal to another when it has the same members with equal values.
/// </summary>
/// <example><code>var attributes = new Attributes { ["id"] = "u-1", ["age"] = 26, ["tags"] = ["vip"] };</code></example>
[JsonConverter(typeof(InputJsonConverter))]
public sealed class Attributes : IReadOnlyDictionary<string, Value>, IEquatable<Attributes>
{
    private Value.Object _members;

    /// <summary>No attributes yet; add them in the initializer.</summary>
    public Attributes() => _members = Value.Object.Empty;

    private Attributes(Value.Object members) => _members = members;

    /// <summary>No attributes.</summary>
    public static Attributes Empty { get; } = new();

    /// <summary>How many attributes there are.</summary>
    public int Count => _members.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _members.Keys;

    /// <inheritdoc/>
    public IEnumerable<Value> Values => _members.Values;

    /// <summary>The attributes as one JSON object.</summary>
    public Value.Object Members => _members;

    /// <summary>
    /// The value of an attribute; JSON <c>null</c> for a missing one. Can be set in an object initializer only; the
    /// last value set for a name counts, and a null reference is JSON <c>null</c>.
    /// </summary>
    /// <param name="key">The attribute's name; a dot in it does not make a path.</param>
    [AllowNull]
    public Value this[string key]
    {
        get => _members[key];
        init => _members = _members.With(key, value);
    }

    /// <summary>Attributes from a JSON object of values.</summary>
    /// <param name="members">The attributes.</param>
    /// <returns>The attributes.</returns>
    public static Attributes From(Value.Object members) => new(members ?? throw new ArgumentNullException(nameof(members)));

    /// <summary>Attributes from names and values; of several with the same name the last counts.</summary>
    /// <param name="members">The attributes.</param>
    /// <returns>The attributes.</returns>
    public static Attributes From(IEnumerable<KeyValuePair<string, Value>> members) =>
        new(new Value.Object(members ?? throw new ArgumentNullException(nameof(members))));

    /// <summary>
    /// Attributes from a dictionary of .NET objects, as other GrowthBook SDKs take them. Each has the value of its JSON:
    /// strings, numbers, booleans and <c>null</c>; dates in UTC with milliseconds; enums as their names; integers beyond
    /// ±2^53 as the text of their digits; collections, JSON nodes of System.Text.Json and Newtonsoft.Json, and objects
    /// with public properties.
    /// </summary>
    /// <param name="members">The attributes.</param>
    /// <returns>The attributes; the same in every culture and time zone.</returns>
    /// <exception cref="ArgumentException">
    /// An attribute has no JSON value: it is a delegate or task, contains itself, is nested deeper than 256 levels, has no
    /// public properties, or has properties while reflection-based JSON serialization is off. The message names
    /// the attribute and its type.
    /// </exception>
    public static Attributes From(IEnumerable<KeyValuePair<string, object?>> members) => From<object?>(members);

    /// <summary>
    /// Attributes from names and .NET objects of one type, such as an <c>IReadOnlyDictionary</c> or the query of a request. Of a
    /// name with several texts, the value is an array.
    /// </summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="members">The attributes; of several with the same name the last counts.</param>
    /// <returns>The attributes.</returns>
    /// <exception cref="ArgumentException">As of <see cref="From(IEnumerable{KeyValuePair{string, object?}})"/>.</exception>
    public static Attributes From<T>(IEnumerable<KeyValuePair<string, T>> members) =>
        new((Value.Object)Nesting.Cut(PlainObject.Object(members ?? throw new ArgumentNullException(nameof(members)), Place.Enter(members, null)), 1));

    /// <summary>Attributes from a dictionary, such as the headers of a request or Newtonsoft's <c>JObject</c>.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="members">The attributes.</param>
    /// <returns>The attributes.</returns>
    /// <exception cref="ArgumentException">As of <see cref="From(IEnumerable{KeyValuePair{string, object?}})"/>.</exception>
    public static Attributes From<T>(IDictionary<string, T> members) => From((IEnumerable<KeyValuePair<string, T>>)members);

    /// <summary>Attributes from a JSON element. An integer beyond ±2^53 is the text of its digits.</summary>
    /// <param name="element">An object; anything else gives no attributes.</param>
    /// <returns>The attributes.</returns>
    public static Attributes From(JsonElement element) =>
        PlainObject.OfNode(element) is Value.Object members ? new Attributes(members) : Empty;

    /// <summary>
    /// Attributes from an object's public properties, through System.Text.Json; safe under NativeAOT. Dates, enums and large
    /// integers have the values of <see cref="From(IEnumerable{KeyValuePair{string, object?}})"/>, unless the serializer has
    /// converters for them.
    /// </summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="source">The object, which serialises to a JSON object; <c>null</c> gives no attributes.</param>
    /// <param name="typeInfo">How to serialise it, from a source-generated context.</param>
    /// <returns>The attributes, named as the serialiser names them.</returns>
    /// <exception cref="ArgumentException">
    /// The object cannot be serialised, or serialises to something else than a JSON object. The message names the attribute that failed.
    /// </exception>
    public static Attributes From<T>(T source, JsonTypeInfo<T> typeInfo) =>
        Of(PlainObject.Serialized(source, typeInfo ?? throw new ArgumentNullException(nameof(typeInfo))), source);

    /// <summary>
    /// Attributes from an object's public properties and fields, or from any dictionary, through reflection. Dates, enums
    /// and large integers have the values of <see cref="From(IEnumerable{KeyValuePair{string, object?}})"/>, unless
    /// <paramref name="options"/> has converters for them.
    /// </summary>
    /// <typeparam name="T">The type of the object.</typeparam>
    /// <param name="source">The object, which serialises to a JSON object; <c>null</c> gives no attributes.</param>
    /// <param name="options">How to serialise it; by default names are in camel case.</param>
    /// <returns>The attributes, named as the serialiser names them.</returns>
    /// <exception cref="ArgumentException">
    /// The object has no JSON value, or one that is not a JSON object. The message names the attribute that has none, and its type.
    /// </exception>
#if NET
    [RequiresUnreferencedCode("Uses reflection; under trimming use the overload with JsonTypeInfo.")]
    [RequiresDynamicCode("Uses reflection; under NativeAOT use the overload with JsonTypeInfo.")]
#endif
    public static Attributes FromObject<T>(T source, JsonSerializerOptions? options = null) =>
        Of(options is null ? Value.From(source) : PlainObject.Serialized(source, options), source);

    /// <summary>Reads attributes from JSON text.</summary>
    /// <param name="json">The text of a JSON object.</param>
    /// <returns>
    /// The attributes and every fault; text that is not a JSON object gives no attributes. An integer beyond ±2^53 that loses digits as a
    /// double is a warning.
    /// </returns>
    public static Parsed<Attributes> Parse(string json) =>
        Parse(Utf8.OfJson(json ?? throw new ArgumentNullException(nameof(json))));

    /// <summary>Reads attributes from JSON text.</summary>
    /// <param name="utf8Json">The text of a JSON object in UTF-8.</param>
    /// <returns>
    /// The attributes and every fault; text that is not a JSON object gives no attributes. An integer beyond ±2^53 that loses digits as a
    /// double is a warning.
    /// </returns>
    public static Parsed<Attributes> Parse(ReadOnlySpan<byte> utf8Json)
    {
        var faults = new Faults();
        var reader = new ValueReader(faults) { WarnsOfLostDigits = true };
        var value = reader.Read(utf8Json, static (ValueReader values, ref Utf8JsonReader json) => values.ReadValue(ref json));
        if (value is Value.Object members)
            return faults.With(new Attributes(members));
        if (value is not null)
            faults.Fatal("attributes are not a JSON object");
        return faults.With(Empty);
    }

    /// <summary>These attributes with one more, or with another value for one of them.</summary>
    /// <param name="key">The attribute's name.</param>
    /// <param name="value">Its value; <c>null</c> counts as JSON <c>null</c>.</param>
    /// <returns>New attributes; these stay as they are.</returns>
    public Attributes With(string key, Value? value) => new(_members.With(key, value));

    /// <summary>These attributes under those of <paramref name="other"/>, which win where both have a name.</summary>
    /// <param name="other">The attributes on top.</param>
    /// <returns>New attributes; these stay as they are.</returns>
    public Attributes With(Attributes other)
    {
        _ = other ?? throw new ArgumentNullException(nameof(other));
        return other.Count == 0 ? this : Count == 0 ? other : From(_members.Concat(other._members));
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _members.ContainsKey(key);

    /// <inheritdoc/>
#if NET
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Value value) =>
#else
    public bool TryGetValue(string key, out Value value) =>
#endif
        _members.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have equal values under the same names, in any order.</summary>
    /// <param name="left">Attributes, or <c>null</c>.</param>
    /// <param name="right">Other attributes, or <c>null</c>.</param>
    /// <returns><c>true</c> when equal; two <c>null</c> are.</returns>
    public static bool operator ==(Attributes? left, Attributes? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">Attributes, or <c>null</c>.</param>
    /// <param name="right">Other attributes, or <c>null</c>.</param>
    /// <returns><c>true</c> when not equal.</returns>
    public static bool operator !=(Attributes? left, Attributes? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Attributes? other) => other is not null && _members.Equals(other._members);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Attributes);

    /// <inheritdoc/>
    public override int GetHashCode() => _members.GetHashCode();

    private static Attributes Of(Value value, object? source) => value switch
    {
        Value.Object members => new Attributes(members),
        Value.Null => Empty,
        _ => throw new ArgumentException($"attributes are a JSON object, and the JSON of {source?.GetType()} is {value.ToJson()}", nameof(source)),
    };

    /// <summary>The JSON text of the attributes.</summary>
    /// <returns>JSON text.</returns>
    public override string ToString() => _members.ToString();
}
