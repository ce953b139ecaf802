using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>The member <c>payloadHash</c>, by which a recording names its payload instead of holding it.</summary>
internal static class PayloadName
{
    /// <summary>What is wrong when a record names another payload than the one at hand; otherwise <c>null</c>.</summary>
    /// <param name="line">A record, known to be JSON.</param>
    /// <param name="hash">The hash of the payload at hand; <c>null</c> where there is none.</param>
    public static string? Check(ReadOnlySpan<byte> line, string? hash)
    {
        if (line.IndexOf("\"payloadHash\""u8) < 0 || Find(line) is not { } name || name == hash)
            return null;
        return hash is null
            ? $"$.payloadHash: the record needs the payload {name}; give it with {PayloadOptions.PayloadName}"
            : $"$.payloadHash: the record needs the payload {name}, and {PayloadOptions.PayloadName} gives {hash}";
    }

    /// <summary>The name, or <c>null</c> where there is none or the record holds its payload itself.</summary>
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
