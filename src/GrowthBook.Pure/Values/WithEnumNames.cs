using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Reads JSON through a caller's metadata or options, and enums by name too. System.Text.Json reads them by number only, unless the options
/// have a converter, or a source-generated context has <c>UseStringEnumConverter</c>.
/// </summary>
/// <remarks>
/// Values that both metadata read have one meaning, because converters of the caller take precedence in both. So their order decides no answer. After
/// the first failure those with the names come first, because an exception per value costs more than the read.
/// </remarks>
internal static class WithEnumNames
{
    /// <summary>The metadata with the names of enums, by those of the caller that failed once (decision 0067).</summary>
    private static readonly ConditionalWeakTable<JsonTypeInfo, JsonTypeInfo> Known = new();

    public static T? Deserialize<T>(byte[] json, JsonTypeInfo<T> typeInfo)
    {
        if (Known.TryGetValue(typeInfo, out var known))
            return Deserialize(json, (JsonTypeInfo<T>)known, typeInfo);
        try
        {
            return JsonSerializer.Deserialize(json, typeInfo);
        }
        catch (JsonException) when (TypeInfo(typeInfo) is { } withNames)
        {
            return JsonSerializer.Deserialize(json, withNames);
        }
    }

    private static T? Deserialize<T>(byte[] json, JsonTypeInfo<T> withNames, JsonTypeInfo<T> typeInfo)
    {
        var value = default(T);
        try
        {
            return JsonSerializer.Deserialize(json, withNames);
        }
        catch (JsonException) when (TryDeserialize(json, typeInfo, ref value)) // numbers of enums without a name
        {
            return value;
        }
    }

    private static bool TryDeserialize<T>(byte[] json, JsonTypeInfo<T> typeInfo, ref T? value)
    {
        try
        {
            value = JsonSerializer.Deserialize(json, typeInfo);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// The metadata with the names of enums; a null reference for metadata that no resolver made or that the caller changed, which have no
    /// equivalent under other options.
    /// </summary>
    private static JsonTypeInfo<T>? TypeInfo<T>(JsonTypeInfo<T> typeInfo) =>
        typeInfo.OriginatingResolver is not null && ReferenceEquals(typeInfo.Options.GetTypeInfo(typeof(T)), typeInfo)
            ? (JsonTypeInfo<T>)Known.GetValue(typeInfo, static typeInfo => WithNames(typeInfo))
            : null;

    private static JsonTypeInfo WithNames(JsonTypeInfo typeInfo)
    {
        var options = new JsonSerializerOptions(typeInfo.Options);
        options.Converters.Add(EnumTypeConverters.Instance);
        return options.GetTypeInfo(typeInfo.Type);
    }
}
