using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>Recognises payloads with an encrypted part.</summary>
internal static class EncryptedPart
{
    private static ReadOnlySpan<byte> Prefix => "encrypted"u8;

    /// <summary>Whether a payload has such a member with a string. So counts a text that is not JSON without comments, of which nothing is known.</summary>
    public static bool IsIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            reader.Read();
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
        catch (JsonException)
        {
            return true;
        }
    }
}
