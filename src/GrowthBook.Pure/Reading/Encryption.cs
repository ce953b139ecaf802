using System.Security.Cryptography;
using System.Text;

namespace GrowthBook;

/// <summary>Decryption of the payloads of encrypted SDK connections.</summary>
public static class Encryption
{
    /// <summary>Decrypts a text: AES-128 in CBC mode with PKCS#7 padding.</summary>
    /// <param name="encrypted">The initialization vector and the ciphertext, both in base64, joined by a dot.</param>
    /// <param name="key">The key in base64, 16 bytes long.</param>
    /// <returns>The plain text, or <c>null</c> when the text or the key is malformed or the key is another's.</returns>
    public static string? Decrypt(string encrypted, string key)
    {
        _ = key ?? throw new ArgumentNullException(nameof(key));
        var parts = (encrypted ?? throw new ArgumentNullException(nameof(encrypted))).Split('.');
        if (parts.Length < 2)
            return null;
        try
        {
            using var aes = Aes.Create();
            aes.Mode = CipherMode.CBC;
            aes.Padding = PaddingMode.PKCS7;
            aes.Key = Convert.FromBase64String(key);
            aes.IV = Convert.FromBase64String(parts[0]);
            using var decryptor = aes.CreateDecryptor();
            var cipher = Convert.FromBase64String(parts[1]);
            return Encoding.UTF8.GetString(decryptor.TransformFinalBlock(cipher, 0, cipher.Length));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
