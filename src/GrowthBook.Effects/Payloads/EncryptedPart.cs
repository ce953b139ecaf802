using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>Finds the encrypted parts in the text of a payload: strings of members of the root whose names start with <c>encrypted</c>.</summary>
internal static class EncryptedPart
{
    private static ReadOnlySpan<byte> Prefix => "encrypted"u8;

    /// <summary>Whether a payload has such a member with a string. So counts a text that is not JSON without comments, of which nothing is known.</summary>
    public static bool IsIn(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = Root(json);
            return MoveToNext(ref reader);
        }
        catch (JsonException)
        {
            return true;
        }
    }

    /// <summary>Returns a reader at the start of the root.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static Utf8JsonReader Root(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        return reader;
    }

    /// <summary>Moves to the string of the next encrypted part.</summary>
    /// <returns><c>false</c> if there is none.</returns>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static bool MoveToNext(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEncrypted = reader.ValueSpan.StartsWith(Prefix);
            reader.Read();
            if (isEncrypted && reader.TokenType == JsonTokenType.String)
                return true;
            reader.Skip();
        }
        return false;
    }
}
