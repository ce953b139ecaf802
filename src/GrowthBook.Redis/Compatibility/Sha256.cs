#if !NET
using System.Globalization;
#endif
using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client.Redis;

/// <summary>SHA-256 of texts.</summary>
internal static class Sha256
{
    /// <summary>The hash of the text's UTF-8 in 64 lower-case hexadecimal digits.</summary>
    public static string Hex(string text)
    {
#if NET
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
#else
        using var sha = SHA256.Create();
        return string.Concat(sha.ComputeHash(Encoding.UTF8.GetBytes(text)).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
#endif
    }
}
