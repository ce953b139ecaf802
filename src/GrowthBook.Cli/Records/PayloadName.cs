using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>Checks the member <c>payloadHash</c>, with which a record refers to a payload that it does not contain.</summary>
internal static class PayloadName
{
    /// <summary>The error of a record that refers to another payload than the loaded one; otherwise <c>null</c>.</summary>
    /// <param name="line">A record; valid JSON.</param>
    /// <param name="hash">The hash of the loaded payload; <c>null</c> without one.</param>
    public static string? Check(ReadOnlySpan<byte> line, string? hash)
    {
        if (line.IndexOf("\"payloadHash\""u8) < 0 || Find(line) is not { } name || name == hash)
            return null;
        return hash is null
            ? $"$.payloadHash: the record needs the payload {name}; name its file with {PayloadOptions.PayloadName}"
            : $"$.payloadHash: the record needs the payload {name}, but the hash of {PayloadOptions.PayloadName} is {hash}";
    }

    /// <summary>The hash; <c>null</c> for a record without one, and for a record that contains its payload.</summary>
    private static string? Find(ReadOnlySpan<byte> line)
    {
        string? name = null;
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPayload = !reader.ValueIsEscaped && reader.ValueTextEquals("payload"u8);
            var isName = !reader.ValueIsEscaped && reader.ValueTextEquals("payloadHash"u8);
            reader.Read();
            if (isPayload && reader.TokenType != JsonTokenType.Null)
                return null;
            if (isName && reader.TokenType != JsonTokenType.Null)
                name = Encoding.UTF8.GetString(line[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]).Trim('"');
            reader.Skip();
        }
        return name;
    }
}
