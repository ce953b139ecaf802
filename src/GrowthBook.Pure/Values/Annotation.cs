using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The annotation of a member's type, or of the elements in it, read when the first <c>null</c> is met. Unknown on .NET Framework. Trimmed
/// programs keep no annotations, and .NET throws there.
/// </summary>
/// <param name="member">The property or field; <c>null</c> if the type is no member's.</param>
/// <param name="depth">How many types of elements lie between.</param>
internal sealed class Annotation(ICustomAttributeProvider? member, int depth = 0)
{
    private Annotation? _ofElements;
    private bool? _allowsNull;

    /// <summary>The annotation of the elements of a list, or of a dictionary's values.</summary>
    public Annotation OfElements => _ofElements ??= new(member, depth + 1);

    /// <summary>Whether a type has a value of its own for <c>null</c>, as <see cref="Value"/> and <see cref="JsonElement"/> have.</summary>
    /// <param name="type">A type of which a <c>null</c> was read.</param>
    public static bool ReadsNull(JsonTypeInfo type) => type.Type.IsValueType || JsonSerializer.Deserialize("null", type) is not null;

    /// <summary>Whether <c>null</c> is known to be allowed: read as a value, annotated so, or from code without annotations.</summary>
    /// <param name="type">The type at this place.</param>
    public bool AllowsNull(JsonTypeInfo type) => _allowsNull ??= ReadsNull(type) || IsNullable(type.Type);

    private bool IsNullable(Type type)
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
