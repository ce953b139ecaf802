using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client.Tests;

/// <summary>Payloads identified by their feature <c>name</c>.</summary>
public static class Payloads
{
    public const string Key = "Ns04T5n9+59rl2x3SlNHtQ==";

    public static string Of(string name, string? dateUpdated = null) =>
        $$$"""{"status":200,"features":{"name":{"defaultValue":"{{{name}}}"}}""" + (dateUpdated is null ? "" : $",\"dateUpdated\":\"{dateUpdated}\"") + "}";

    /// <summary>The features encrypted, as connections with a decryption key have them, with a random initialisation vector if none is given.</summary>
    public static string Encrypted(string name, string key = Key, byte[]? start = null)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(key);
        start ??= aes.IV;
        var cipher = aes.EncryptCbc(Encoding.UTF8.GetBytes($$$"""{"name":{"defaultValue":"{{{name}}}"}}"""), start);
        return $$"""{"status":200,"features":{},"encryptedFeatures":"{{Convert.ToBase64String(start)}}.{{Convert.ToBase64String(cipher)}}"}""";
    }

    /// <summary>Which payload is in use.</summary>
    public static string? NameOf(PayloadSnapshot? snapshot) => snapshot is null ? null : NameOf(snapshot.Payload);

    public static string NameOf(Payload payload) => Evaluator.EvalFeature(new Context(payload, Attributes.Empty), "name").Result.ValueOr("none");

    public static string? Name(this PayloadUpdater updater) => NameOf(updater.Current);
}
