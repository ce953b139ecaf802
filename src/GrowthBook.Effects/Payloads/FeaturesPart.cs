using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>
/// Recognises payloads with a member for features. The features endpoint always sends one, even if a project has no features.
/// </summary>
internal static class FeaturesPart
{
    /// <summary>
    /// Whether a payload has an object <c>features</c> or a string <c>encryptedFeatures</c>; <c>null</c> if it has neither member in
    /// any form.
    /// </summary>
    public static bool? In(ReadOnlySpan<byte> json)
    {
        bool? found = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isPlain, isEncrypted) = (reader.ValueTextEquals("features"u8), reader.ValueTextEquals("encryptedFeatures"u8));
                reader.Read();
                if ((isPlain && reader.TokenType == JsonTokenType.StartObject) || (isEncrypted && reader.TokenType == JsonTokenType.String))
                    return true;
                if (isPlain || isEncrypted)
                    found = false;
                reader.Skip();
            }
            return found;
        }
        catch (JsonException)
        {
            // Invalid JSON has its own error; a text with a byte order mark is valid for the payload reader.
            return true;
        }
    }
}
