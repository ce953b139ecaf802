using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client;

/// <summary>The hash of a content, SHA-256 or HMAC-SHA-256. Contents with the same hash count as equal.</summary>
internal readonly record struct ContentHash
{
    private readonly string _hexadecimal;

    private ContentHash(string hexadecimal) => _hexadecimal = hexadecimal;

    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Sha256.Hex(content));

    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// The hash of a payload. Payloads that differ only in their encryption have the same hash: it is that of the decrypted
    /// content, keyed with the decryption key, because it is stored in caches that must not reveal the content.
    /// </summary>
    public static ContentHash OfPayload(ReadOnlyMemory<byte> json, string? decryptionKey) =>
        decryptionKey is { Length: > 0 } key && DecryptedText.Of(json.Span, key) is { } text
            ? Keyed(text, key)
            : Of(json.Span);

    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _hexadecimal;

    private static ContentHash Keyed(byte[] content, string key)
    {
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(key));
        return new ContentHash(Sha256.Digits(hmac.ComputeHash(content)));
    }
}
