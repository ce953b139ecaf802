using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>
/// Tells an answer with no features in it, such as those of a project that has none, from one that does not speak of
/// features at all, as the features endpoint always does.
/// </summary>
internal static class FeaturesPart
{
    /// <summary>Whether a payload that was read has an object <c>features</c> or a text <c>encryptedFeatures</c>.</summary>
    public static bool IsIn(ReadOnlySpan<byte> json)
    {
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
                reader.Skip();
            }
            return false;
        }
        catch (JsonException)
        {
            // A text that is no JSON has an error of its own; one that only begins with a byte order mark is read.
            return true;
        }
    }
}
