using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace GrowthBook;

/// <summary>Values from .NET objects.</summary>
internal static class PlainObject
{
    private const string Iso8601 = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    public static JsonSerializerOptions CamelCase { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// The value of an object at a depth, counted from 1 for the outermost. Collections deeper than
    /// <see cref="ValueReader.MaxDepth"/>, and a collection within itself, are <c>null</c>.
    /// </summary>
    public static Value ToValue(object? source, int depth, Ancestors? ancestors = null)
    {
        if (source is null or string or Value or JsonElement || source is not IEnumerable items)
            return Scalar(source);
        if (depth > ValueReader.MaxDepth || Ancestors.Contain(ancestors, items))
            return Value.Null.Instance;
        return Collection(items, depth + 1, new Ancestors(items, ancestors));
    }

    // Loops, and separate functions, because each level of nesting has these frames on the stack.
    private static Value Collection(IEnumerable items, int depth, Ancestors ancestors) => items switch
    {
        IEnumerable<KeyValuePair<string, object?>> members => Object(members, depth, ancestors),
        IEnumerable<KeyValuePair<string, Value>> members => new Value.Object(members),
        IDictionary members => Object(members, depth, ancestors),
        _ => Array(items, depth, ancestors),
    };

    private static Value.Object Object(IEnumerable<KeyValuePair<string, object?>> source, int depth, Ancestors ancestors)
    {
        var members = new ObjectMembers();
        foreach (var member in source)
            members.Set(member.Key, ToValue(member.Value, depth, ancestors));
        return new Value.Object(members);
    }

    private static Value.Object Object(IDictionary source, int depth, Ancestors ancestors)
    {
        var members = new ObjectMembers();
        foreach (DictionaryEntry member in source)
            members.Set(Text(member.Key), ToValue(member.Value, depth, ancestors));
        return new Value.Object(members);
    }

    private static Value.Array Array(IEnumerable source, int depth, Ancestors ancestors)
    {
        var items = new List<Value>();
        foreach (var item in source)
            items.Add(ToValue(item, depth, ancestors));
        return new Value.Array(items.ToArray());
    }

    private static Value Scalar(object? source)
    {
        switch (source)
        {
            case null or DBNull:
                return Value.Null.Instance;
            case Value value:
                return value;
            case string text:
                return text;
            case bool boolean:
                return boolean;
            case char c:
                return c.ToString();
            case JsonElement element:
                return ToValue(element);
            case Enum or Guid:
                return source.ToString();
            case DateTime date:
                return date.ToString(Iso8601, CultureInfo.InvariantCulture);
            case DateTimeOffset date:
                return date.ToString(Iso8601, CultureInfo.InvariantCulture);
            case sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal:
                return ((IConvertible)source).ToDouble(CultureInfo.InvariantCulture);
            case IFormattable other:
                return other.ToString(null, CultureInfo.InvariantCulture);
            default:
                return source.ToString();
        }
    }

    private static string Text(object key) =>
        (key is IFormattable formattable ? formattable.ToString(null, CultureInfo.InvariantCulture) : key.ToString()) ?? "";

    public static Value ToValue(JsonElement element) => element.ValueKind == JsonValueKind.Undefined
        ? Value.Null.Instance
        : ValueReader.Read(Utf8.OfJson(element.GetRawText()), new Faults()) ?? Value.Null.Instance;

    /// <summary>The collections around an object, innermost first.</summary>
    internal sealed class Ancestors(object collection, Ancestors? outer)
    {
        public static bool Contain(Ancestors? ancestors, object collection)
        {
            for (; ancestors is not null; ancestors = ancestors.Outer)
            {
                if (ReferenceEquals(ancestors.Collection, collection))
                    return true;
            }
            return false;
        }

        private object Collection => collection;

        private Ancestors? Outer => outer;
    }
}
