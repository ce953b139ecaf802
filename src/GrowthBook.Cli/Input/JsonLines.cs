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
        var isArray = reader.TokenType == JsonTokenType.StartArray;
        for (var index = 0; reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray); index++)
        {
            var found = isArray ? index == step.Index : !reader.ValueIsEscaped && reader.ValueTextEquals(step.Name);
            if (!isArray)
                reader.Read();
            if (found)
                return true;
            reader.Skip();
        }
        return false;
    }
}
