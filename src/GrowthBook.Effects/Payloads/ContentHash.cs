using System.Text;

namespace GrowthBook.Client;

/// <summary>The SHA-256 hash of a content: contents with the same hash are taken to be the same.</summary>
internal readonly record struct ContentHash
{
    private readonly string _hexadecimal;

    private ContentHash(string hexadecimal) => _hexadecimal = hexadecimal;

    public static ContentHash Of(ReadOnlySpan<byte> content) => new(Platform.Sha256(content));

    public static ContentHash Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash in 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => _hexadecimal;
}
