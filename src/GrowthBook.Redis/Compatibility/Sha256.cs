#if !NET
using System.Globalization;
#endif
using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client.Redis;

/// <summary>SHA-256 in 64 lower-case hexadecimal digits.</summary>
internal static class Sha256
{
    /// <summary>The hash of the text's UTF-8.</summary>
    public static string Hex(string text) => Hex(Encoding.UTF8.GetBytes(text));

    /// <summary>The hash of the bytes.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
#if NET
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
#else
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(bytes.ToArray()).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
#endif
    }
}
