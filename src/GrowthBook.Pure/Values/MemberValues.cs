using System.Text.Json.Serialization.Metadata;

namespace GrowthBook;

/// <summary>
/// The values that an object has for the members of a type, found as System.Text.Json finds them. Looks names up in the object, so that
/// an object whose names are spelt as those of the type needs no table.
/// </summary>
internal readonly ref struct MemberValues
{
    private readonly Value.Object _source;

    /// <summary>The index of the last value by the name in lower case; <c>null</c> if names are compared as they are written.</summary>
    private readonly Dictionary<string, int>? _byLowerName;

    public MemberValues(Value.Object source, JsonTypeInfo type)
    {
        _source = source;
        if (type.Options.PropertyNameCaseInsensitive && !AreNamesOf(type, source))
            _byLowerName = ByLowerName(source.Names);
    }

    /// <summary>The value of a member, which is the last one of several; <c>null</c> if it is missing.</summary>
    public Value? Of(JsonPropertyInfo member) => _byLowerName is null ? _source.Find(member.Name)
        : _byLowerName.TryGetValue(EcmaCase.ToLower(member.Name), out var at) ? _source.Items[at]
        : null;

    /// <summary>Whether all names of an object are spelt as members of a type: then none of them differ by case only.</summary>
    private static bool AreNamesOf(JsonTypeInfo type, Value.Object source)
    {
        var properties = type.Properties;
        var found = 0;
        for (var i = 0; i < properties.Count; i++)
        {
            if (source.Find(properties[i].Name) is not null)
                found++;
        }
        return found == source.Count;
    }

    private static Dictionary<string, int> ByLowerName(ReadOnlySpan<string> names)
    {
        var byLowerName = new Dictionary<string, int>(names.Length, KeyedTexts.Comparer);
        for (var i = 0; i < names.Length; i++)
            byLowerName[EcmaCase.ToLower(names[i])] = i;
        return byLowerName;
    }
}
