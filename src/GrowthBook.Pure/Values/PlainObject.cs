using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace GrowthBook;

/// <summary>Values from the objects that .NET code has at hand.</summary>
internal static class PlainObject
{
    public static JsonSerializerOptions CamelCase { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>The value of an object; deeper than <see cref="ValueReader.MaxDepth"/> (or in a cycle) it is <c>null</c>.</summary>
    public static Value ToValue(object? source, int depth)
    {
        if (depth > ValueReader.MaxDepth)
            return Value.Null.Instance;
        return source switch
        {
            null => Value.Null.Instance,
            Value value => value,
            string text => text,
            bool boolean => boolean,
            char c => c.ToString(),
            JsonElement element => ToValue(element),
            Enum or Guid => source.ToString(),
            DateTime date => date.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            DateTimeOffset date => date.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
            IConvertible number => number.ToDouble(CultureInfo.InvariantCulture),
            IEnumerable<KeyValuePair<string, object?>> members => new Value.Object(members.Select(
                member => new KeyValuePair<string, Value>(member.Key, ToValue(member.Value, depth + 1)))),
            IEnumerable<KeyValuePair<string, Value>> members => new Value.Object(members),
            IEnumerable<KeyValuePair<string, string>> members => new Value.Object(members.Select(
                member => new KeyValuePair<string, Value>(member.Key, member.Value))),
            IEnumerable items => new Value.Array(items.Cast<object?>().Select(item => ToValue(item, depth + 1)).ToArray()),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => source.ToString(),
        };
    }

    public static Value ToValue(JsonElement element) => element.ValueKind == JsonValueKind.Undefined
        ? Value.Null.Instance
        : ValueReader.Read(Utf8.OfJson(element.GetRawText()), new PayloadErrors()) ?? Value.Null.Instance;
}
