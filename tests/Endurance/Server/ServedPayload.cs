using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GrowthBook.Client.Endurance.Server;

/// <summary>Payloads whose features have the version as their value.</summary>
internal static class ServedPayload
{
    public const string DecryptionKey = "Ns04T5n9+59rl2x3SlNHtQ==";

    /// <summary>The value of the features of payloads that clients must never use.</summary>
    public const int InvalidVersion = -7;

    /// <summary>The number of experiments.</summary>
    public const int Experiments = 4;

    /// <summary>A value of an experiment is the version times this number, plus the variation.</summary>
    public const int VariationsPerVersion = 10;

    /// <summary>Replaces the variation for users outside of the experiment.</summary>
    public const int NotInExperiment = 9;

    private const string ForeignKey = "AAAAAAAAAAAAAAAAAAAAAA==";
    private const int FillerFeatures = 200;

    private static readonly DateTimeOffset FirstDate = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A payload that the server publishes; each fourth version is encrypted.</summary>
    public static string Published(int version)
    {
        var features = Features(version);
        return version % 4 == 0 ? Encrypted(features, DecryptionKey, version) : Whole($"\"features\":{features}", version);
    }

    /// <summary>The answer of a remote evaluation: values without rules.</summary>
    public static string Evaluated(int version) =>
        Whole($$$"""
            "features":{"version":{"defaultValue":{{{version}}}},"last":{"rules":[{"force":{{{version}}}}]}}
            """, version);

    /// <summary>The newest payload of all, for answers that are not payloads.</summary>
    public static string NeverUsable(int version) => Whole($"\"features\":{Features(InvalidVersion)}", version + 1000);

    /// <summary>A payload with an earlier date than its version.</summary>
    public static string Older(int version) => Whole($"\"features\":{Features(InvalidVersion)}", version - 10);

    /// <summary>The newest payload of all, encrypted with another key.</summary>
    public static string WithForeignKey(int version) => Encrypted(Features(InvalidVersion), ForeignKey, version + 1000);

    public static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"W/\"version-{version}\"");

    private static string Whole(string features, int version) =>
        $$"""{"status":200,{{features}},"dateUpdated":"{{FirstDate.AddSeconds(version):yyyy-MM-ddTHH:mm:ss.fffZ}}"}""";

    private static string Encrypted(string features, string key, int version)
    {
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(key);
        var cipher = aes.EncryptCbc(Encoding.UTF8.GetBytes(features), aes.IV);
        return Whole($$"""
            "features":{},"encryptedFeatures":"{{Convert.ToBase64String(aes.IV)}}.{{Convert.ToBase64String(cipher)}}"
            """, version);
    }

    private static string Features(int version)
    {
        var text = new StringBuilder("{");
        var invariant = CultureInfo.InvariantCulture;
        text.Append(invariant, $$$"""
            "version":{"defaultValue":{{{version}}}},
            "targeted":{"defaultValue":0,"rules":[{"condition":{"country":{"$in":["DE","AT"]}},"force":{{{version}}}},{"force":{{{version}}}}]}
            """);
        for (var i = 0; i < Experiments; i++)
        {
            var value = version * VariationsPerVersion;
            text.Append(invariant, $$$"""
                ,"experiment-{{{i}}}":{"defaultValue":{{{value + NotInExperiment}}},"rules":[{"key":"exp-{{{i}}}","hashAttribute":"id","hashVersion":2,
                "variations":[{{{value}}},{{{value + 1}}}],"weights":[0.5,0.5],"coverage":{{{(i == 0 ? "0.5" : "1")}}}}]}
                """);
        }
        for (var i = 0; i < FillerFeatures; i++)
        {
            text.Append(invariant, $$$"""
                ,"filler-{{{i}}}":{"defaultValue":{{{version}}},"rules":[{"condition":{"plan":"p{{{i}}}","age":{"$gt":{{{i}}}}},"force":{{{version}}}}]}
                """);
        }
        return text.Append(invariant, $",\"last\":{{\"defaultValue\":{version}}}}}").ToString();
    }
}
