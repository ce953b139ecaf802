using System.Text;

namespace GrowthBook.Client;

/// <summary>The SHA-256 hash of a content. Contents with the same hash count as equal.</summary>
internal readonly record struct ContentHash
{
    private readonly string _hexadecimal;

    private ContentHash(string hexadecimal) => _hexadecimal = hexadecimal;

    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Sha256.Hex(content));

    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash as 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _hexadecimal;
}
