using System.Text;
using System.Text.Json;

namespace GrowthBook.Client;

/// <summary>The text of an encrypted payload with its encrypted parts decrypted in place, to compare contents; it need not be JSON.</summary>
internal static class DecryptedText
{
    /// <summary>The text; <c>null</c> if the payload is not encrypted, cannot be decrypted with the key, or is not JSON.</summary>
    public static byte[]? Of(ReadOnlySpan<byte> json, string key)
    {
        using var text = new MemoryStream(json.Length);
        var copied = 0;
        try
        {
            var reader = EncryptedPart.Root(json);
            while (EncryptedPart.MoveToNext(ref reader))
            {
                if (Encryption.Decrypt(reader.GetString()!, key) is not { } plain)
                    return null;
                Append(text, json.Slice(copied, (int)reader.TokenStartIndex - copied));
                Append(text, Encoding.UTF8.GetBytes(plain));
                copied = (int)reader.BytesConsumed;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // which is thrown for half of a surrogate pair
        {
            return null;
        }
        if (copied == 0)
            return null;
        Append(text, json.Slice(copied));
        return text.ToArray();
    }

    private static void Append(MemoryStream text, ReadOnlySpan<byte> bytes) =>
#if NET
        text.Write(bytes);
#else
        text.Write(bytes.ToArray(), 0, bytes.Length);
#endif
}
