using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The encrypted parts of a payload in plain. Each node of a part has the place of the encrypted text.</summary>
internal static class DecryptedParts
{
    private static readonly (string Plain, string Encrypted)[] Names =
    [
        ("features", "encryptedFeatures"), ("experiments", "encryptedExperiments"),
        ("savedGroups", "encryptedSavedGroups"), ("contextualBandits", "encryptedContextualBandits"),
    ];

    /// <summary>The parts that a key decrypts, by the names of the plain ones, which they replace.</summary>
    public static ImmutableSortedDictionary<string, SourceNode> Read(SourceNode? root, string? key)
    {
        var parts = ImmutableSortedDictionary.Create<string, SourceNode>(StringComparer.Ordinal);
        foreach (var (plain, encrypted) in root is null ? [] : Names)
        {
            if (root![encrypted] is { } node && TextOf(node.Value, key) is { } text && SourceReader.ReadPart(Utf8.OfJson(text), plain, node) is { } part)
                parts = parts.Add(plain, part);
        }
        return parts;
    }

    /// <summary>The name of the encrypted form of a part.</summary>
    public static string EncryptedNameOf(string plain) => Names.Single(name => name.Plain == plain).Encrypted;

    /// <summary>Whether a fault is that an encrypted part cannot be read. A fault inside a decrypted part is not of this kind.</summary>
    public static bool IsUnread(PayloadError fault) =>
        Names.Any(name => fault.Path == "$." + name.Encrypted)
        && (!fault.Message.EndsWith(" of the decrypted text)", StringComparison.Ordinal)
            || fault.Message.EndsWith("(at $ of the decrypted text)", StringComparison.Ordinal));

    /// <summary>The text of an encrypted part; <c>null</c> if the key does not decrypt it.</summary>
    public static string? TextOf(Value encrypted, string? key) =>
        key is not null && encrypted.AsString() is { Length: > 0 } text ? Encryption.Decrypt(text, key) : null;

    /// <summary>The faults of the payload with its decrypted parts in the places of the plain ones.</summary>
    public static ImmutableArray<PayloadError> FaultsWith(ImmutableSortedDictionary<string, SourceNode> parts, SourceNode root) => Payload.Parse(ValueWriter.ToUtf8(new Value.Object(
        ((Value.Object)root.Value)
            .Where(member => !EncryptedParts.Has(member.Key) && !parts.ContainsKey(member.Key))
            .Concat(parts.Select(part => new KeyValuePair<string, Value>(part.Key, part.Value.Value)))))).Errors;
}
