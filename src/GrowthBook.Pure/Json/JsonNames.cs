using System.Text.Json;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>Writes and reads the members of an enum by their names in JSON, also as the names of an object's members.</summary>
internal sealed class JsonNames<T>(Func<T, string> name) : JsonConverter<T>
    where T : struct, Enum
{
    /// <summary>The length in characters from which an unknown name is cut in a message.</summary>
    private const int MaxShown = 100;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Find(reader.GetString()) : throw Unknown($"a value of the kind {reader.TokenType}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(name(value));

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Find(reader.GetString());

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(name(value));

    private T Find(string? text)
    {
        foreach (var member in Members())
        {
            if (name(member) == text)
                return member;
        }
        throw Unknown($"\"{JsonEncodedText.Encode(Shown(text!))}\"");
    }

    /// <summary>The start of a name, cut after a whole character: half of a surrogate pair cannot be encoded.</summary>
    private static string Shown(string name) =>
        name.Length <= MaxShown ? name : name.Substring(0, Utf16.IsPair(name, MaxShown - 1) ? MaxShown - 1 : MaxShown);

    private JsonException Unknown(string actual) =>
        new($"{typeof(T).Name}: expected one of {string.Join(", ", Members().Select(name))}, and the JSON is {actual}");

#if NET
    private static T[] Members() => Enum.GetValues<T>();
#else
    private static T[] Members() => (T[])Enum.GetValues(typeof(T));
#endif
}
