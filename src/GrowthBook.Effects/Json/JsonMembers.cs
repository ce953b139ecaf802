using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>Finds members of objects from others, whose names may have half of a surrogate pair: JsonElement throws when it compares such a name.</summary>
internal static class JsonMembers
{
    /// <summary>The last member with the name; <c>null</c> if there is none, or the element is no object.</summary>
    public static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        try
        {
            return element.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            return FindOneByOne(element, name);
        }
    }

    private static JsonElement? FindOneByOne(JsonElement element, string name)
    {
        JsonElement? found = null;
        foreach (var member in element.EnumerateObject())
        {
            if (HasName(member, name))
                found = member.Value;
        }
        return found;
    }

    private static bool HasName(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
