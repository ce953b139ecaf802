using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Analysis.Tests;

/// <summary>Payload sources of texts and of single rules.</summary>
internal static class Sources
{
    public static PayloadSource Of(string json) => PayloadSource.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>A payload with one feature, <c>f</c>, of the rules given as JSON.</summary>
    public static PayloadSource OfRules(params string[] rules) =>
        Of($$$"""{"features":{"f":{"defaultValue":false,"rules":[{{{string.Join(',', rules)}}}] } } }""");

    /// <summary>A payload whose parts are encrypted: the JSON of each under the name of its encrypted member.</summary>
    /// <param name="key">The key, 16 bytes.</param>
    /// <param name="parts">The names and the JSON.</param>
    public static string Encrypted(byte[] key, params (string Name, string Json)[] parts) =>
        $"{{\n{string.Join(",\n", parts.Select(part => $"\"{part.Name}\":\"{Encrypt(part.Json, key)}\""))}\n}}";

    private static string Encrypt(string text, byte[] key)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return $"{Convert.ToBase64String(aes.IV)}.{Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), aes.IV))}";
    }

    public static string Shop(string file = "payload.json")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GrowthBook.sln")))
                return File.ReadAllText(Path.Combine(folder.FullName, "samples", "shop", file));
        }
        throw new DirectoryNotFoundException("GrowthBook.sln is in none of the folders above the tests");
    }
}
