using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Reads JSON through a caller's metadata or options, and enums by name too. System.Text.Json reads them by number only, unless the options
/// have a converter, or a source-generated context has <c>UseStringEnumConverter</c>.
/// </summary>
internal static class WithEnumNames
{
    /// <remarks>The metadata of the caller come first, because their converters may have names of their own.</remarks>
    public static T? Deserialize<T>(byte[] json, JsonTypeInfo<T> typeInfo)
    {
        try
        {
            return JsonSerializer.Deserialize(json, typeInfo);
        }
        catch (JsonException) when (TypeInfo(typeInfo) is { } withNames)
        {
            return JsonSerializer.Deserialize(json, withNames);
        }
    }

    /// <summary>The metadata with the names of enums; a null reference for metadata that no resolver made, which have no equivalent under other options.</summary>
    private static JsonTypeInfo<T>? TypeInfo<T>(JsonTypeInfo<T> typeInfo)
    {
        if (typeInfo.OriginatingResolver is null)
            return null;
        var options = new JsonSerializerOptions(typeInfo.Options);
        options.Converters.Add(EnumTypeConverters.Instance);
        return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
    }
}
