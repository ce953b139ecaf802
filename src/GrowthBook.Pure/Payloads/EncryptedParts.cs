namespace GrowthBook;

/// <summary>The encrypted parts of a payload, each decrypted and read on its own: one that fails leaves the others usable.</summary>
internal static class EncryptedParts
{
    private static readonly (string Encrypted, string Plain)[] Names =
    [
        ("encryptedFeatures", "features"),
        ("encryptedExperiments", "experiments"),
        ("encryptedSavedGroups", "savedGroups"),
        ("encryptedContextualBandits", "contextualBandits"),
    ];

    /// <summary>The payload with its encrypted parts in the place of the plain ones.</summary>
    public static Value.Object Decrypt(Value.Object source, string? decryptionKey, PayloadErrors errors)
    {
        foreach (var (encrypted, plain) in Names)
        {
            if (source.Find(encrypted) is not Value.String { Content.Length: > 0 } text)
                continue;
            errors.Enter(encrypted);
            if (Decrypt(text.Content, decryptionKey, errors) is { } part)
                source = source.With(plain, part);
            errors.Leave();
        }
        return source;
    }

    private static Value? Decrypt(string encrypted, string? decryptionKey, PayloadErrors errors)
    {
        if (string.IsNullOrEmpty(decryptionKey))
        {
            errors.Error("encrypted, and no decryption key was given; the part is left out");
            return null;
        }
        if (Encryption.Decrypt(encrypted, decryptionKey!) is not { } json)
        {
            errors.Error("cannot be decrypted with the key given; the part is left out");
            return null;
        }
        var inner = new PayloadErrors();
        var value = ValueReader.Read(Utf8.OfJson(json), inner);
        foreach (var error in inner.ToImmutable())
            errors.Error($"{error.Message} (at {error.Path} of the decrypted text)");
        return value;
    }
}
