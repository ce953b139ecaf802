using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client;

/// <summary>A text of fixed length that stands for a longer one.</summary>
internal static class Digest
{
    /// <summary>The SHA-256 of a text's UTF-16 code units, in base64.</summary>
    public static string Of(string text)
    {
        var units = Encoding.Unicode.GetBytes(text);
#if NET
        return Convert.ToBase64String(SHA256.HashData(units));
#else
        using var sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(units));
#endif
    }
}
