using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// Whether a <c>null</c> is allowed for members and for elements in them. Each annotation is read when its first <c>null</c> is met, and
/// once for all of them. Those of elements are unknown on .NET Framework. Trimmed programs keep no annotations, and .NET throws there.
/// </summary>
internal sealed class NullAnnotations
{
    private readonly Dictionary<(JsonPropertyInfo? Member, int Depth), bool> _known = [];

    /// <summary>Whether <c>null</c> is allowed for a member, or read as a value.</summary>
    public bool AllowNull(JsonPropertyInfo member)
    {
        if (!_known.TryGetValue((member, 0), out var allows))
            _known.Add((member, 0), allows = IsReadByConverter(member));
        return allows;
    }

    /// <summary>Whether <c>null</c> is known to be allowed for an element: of type <c>object</c>, read as a value, annotated so, or from code without annotations.</summary>
    /// <param name="member">The member whose annotation it is; <c>null</c> if the type is no member's, whose annotation is unknown.</param>
    /// <param name="depth">How many types of elements lie between, at least 1.</param>
    /// <param name="element">The type of the element.</param>
    public bool AllowNull(JsonPropertyInfo? member, int depth, JsonTypeInfo element)
    {
        if (!_known.TryGetValue((member, depth), out var allows))
            _known.Add((member, depth), allows = element.Type == typeof(object) || ReadsNull(element) || IsNullable(member?.AttributeProvider, depth, element.Type));
        return allows;
    }

    private static bool IsReadByConverter(JsonPropertyInfo member)
    {
        var options = member.Options;
        if (member.CustomConverter is { } converter)
        {
            options = new JsonSerializerOptions(options);
            options.Converters.Insert(0, converter);
        }
        return options.TryGetTypeInfo(member.PropertyType, out var type) && ReadsNull(type);
    }

    /// <summary>Whether a type has a value of its own for <c>null</c>, as <see cref="Value"/> and <see cref="JsonElement"/> have.</summary>
    private static bool ReadsNull(JsonTypeInfo type) => type.Type.IsValueType || JsonSerializer.Deserialize("null", type) is not null;

    private static bool IsNullable(ICustomAttributeProvider? member, int depth, Type type)
    {
#if NET
        var info = member switch
        {
            PropertyInfo property => new NullabilityInfoContext().Create(property),
            FieldInfo field => new NullabilityInfoContext().Create(field),
            _ => null,
        };
        for (var i = 0; i < depth; i++)
            info = info is null ? null : info.ElementType ?? info.GenericTypeArguments.LastOrDefault();
        return info is not null && info.Type == type && info.ReadState != NullabilityState.NotNull;
#else
        _ = (member, depth, type);
        return false;
#endif
    }
}
