using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>Finds the place of a JSON path in a text.</summary>
internal static class JsonLines
{
    /// <summary>The line, from 1, of the value at a path; for a path that does not exist, the line of its last existing part; <c>null</c> for text that is not JSON.</summary>
    public static int? Find(ReadOnlySpan<byte> utf8Json, string path) =>
        Offset(utf8Json, path) is { } at ? utf8Json[..at].Count((byte)'\n') + 1 : null;

    /// <summary>The offset of the first byte of the value at a path, or of its last existing part; <c>null</c> for text that is not JSON.</summary>
    public static int? Offset(ReadOnlySpan<byte> utf8Json, string path)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = int.MaxValue });
            reader.Read();
            var at = reader.TokenStartIndex;
            foreach (var step in JsonPath.Steps(path))
            {
                if (!Enter(ref reader, step))
                    break;
                at = reader.TokenStartIndex;
            }
            return (int)at;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool Enter(ref Utf8JsonReader reader, JsonPath.Step step)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return false;
        return reader.TokenType == JsonTokenType.StartArray ? EnterElement(ref reader, step.Index) : EnterMember(ref reader, step.Name);
    }

    private static bool EnterElement(ref Utf8JsonReader reader, int index)
    {
        for (var at = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; at++)
        {
            if (at == index)
                return true;
            reader.Skip();
        }
        return false;
    }

    /// <summary>Of members with the same name the last one counts.</summary>
    private static bool EnterMember(ref Utf8JsonReader reader, string? name)
    {
        var last = reader;
        var found = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isNamed = !reader.ValueIsEscaped && reader.ValueTextEquals(name);
            reader.Read();
            if (isNamed)
            {
                last = reader;
                found = true;
            }
            reader.Skip();
        }
        if (found)
            reader = last;
        return found;
    }
}
