#if !NET
using System.Globalization;
#endif
using System.Security.Cryptography;
using System.Text;

namespace GrowthBook;

/// <summary>SHA-256 hashes as text: 64 lower-case hexadecimal digits.</summary>
internal static class Sha256
{
    /// <summary>Hashes the UTF-8 bytes of a text.</summary>
    public static string Hex(string text) => Hex(Encoding.UTF8.GetBytes(text));

    /// <summary>Hashes bytes.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
#if NET
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Digits(hash);
#else
        using var sha = SHA256.Create();
        return Digits(sha.ComputeHash(bytes.ToArray()));
#endif
    }

    /// <summary>Bytes as lower-case hexadecimal digits, two per byte.</summary>
    public static string Digits(ReadOnlySpan<byte> bytes) =>
#if NET
        Convert.ToHexStringLower(bytes);
#else
        string.Concat(bytes.ToArray().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
#endif
}
