using System.Security.Cryptography;
using System.Text;

namespace GrowthBook;

/// <summary>Decryption of the payloads of encrypted SDK connections.</summary>
public static class Encryption
{
    private const int BlockLength = 16;

#if NET
    /// <summary>Whether the platform can decrypt: .NET in a browser has no AES.</summary>
    [System.Runtime.Versioning.UnsupportedOSPlatformGuard("browser")]
    internal static bool IsSupported => !OperatingSystem.IsBrowser();
#else
    internal static bool IsSupported => true;
#endif

    /// <summary>Decrypts a text: AES-128 in CBC mode with PKCS#7 padding.</summary>
    /// <param name="encrypted">The initialization vector and the ciphertext, both in base64, joined by a dot.</param>
    /// <param name="key">The key in base64: 16 bytes; 24 and 32 bytes are accepted too.</param>
    /// <returns>The plain text, or <c>null</c> when the text or the key is malformed or the text has another key; also in a browser, where .NET has no AES.</returns>
    public static string? Decrypt(string encrypted, string key)
    {
        _ = key ?? throw new ArgumentNullException(nameof(key));
        var parts = (encrypted ?? throw new ArgumentNullException(nameof(encrypted))).Split('.');
        if (parts.Length < 2 || !IsSupported)
            return null;
        try
        {
            using var aes = Aes.Create();
            aes.Mode = CipherMode.CBC;
            aes.Padding = PaddingMode.PKCS7;
            aes.Key = FromBase64(key);
            aes.IV = FromBase64(parts[0]);
            using var decryptor = aes.CreateDecryptor();
            var cipher = FromBase64(parts[1]);
            if (cipher.Length == 0 || cipher.Length % BlockLength != 0)
                return null; // Mono throws another exception for a cut block
            var text = Encoding.UTF8.GetString(decryptor.TransformFinalBlock(cipher, 0, cipher.Length));
            return text.StartsWith("\uFEFF", StringComparison.Ordinal) ? text[1..] : text;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Decodes base64 as the Infra Standard does: white space of ASCII does not count, and the padding may be missing.</summary>
    private static byte[] FromBase64(string text)
    {
        var digits = string.Concat(text.Split(' ', '\t', '\n', '\f', '\r'));
        return Convert.FromBase64String(digits.Contains('=') ? digits : digits.PadRight((digits.Length + 3) / 4 * 4, '='));
    }
}
