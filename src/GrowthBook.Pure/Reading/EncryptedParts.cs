using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// The encrypted parts of a payload. They are read last, features after all others, and each on its own: a part that cannot
/// be decrypted leaves the others usable. A decrypted part replaces its plain form.
/// </summary>
internal sealed class EncryptedParts(string? decryptionKey)
{
    private const string InBrowser = "encrypted, and .NET in a browser cannot decrypt; the part is left out: give the browser an SDK connection without encryption, or use remote evaluation";

    private static readonly (string Encrypted, string Plain)[] Names =
    [
        ("encryptedExperiments", "experiments"), ("encryptedSavedGroups", "savedGroups"),
        ("encryptedContextualBandits", "contextualBandits"), ("encryptedFeatures", "features"),
    ];

    private readonly Dictionary<string, string> _texts = new(KeyedTexts.Comparer);
    private readonly HashSet<string> _unread = new(KeyedTexts.Comparer);

    /// <summary>Reads a part of the payload at the reader's position.</summary>
    internal delegate void PartReader(string name, ValueReader values, ref Utf8JsonReader reader);

    /// <summary>Whether the member of a payload is an encrypted part.</summary>
    public static bool Has(string member) =>
        member is "encryptedExperiments" or "encryptedSavedGroups" or "encryptedContextualBandits" or "encryptedFeatures";

    /// <summary>Adds the text of a part; of several with the same name the last one counts.</summary>
    public void Add(string member, string encrypted) => _texts[member] = encrypted;

    /// <summary>Whether there is an encrypted form of a part that could not be decrypted.</summary>
    public bool HasUnread(string plain) => _unread.Contains(plain);

    /// <summary>Decrypts and reads all parts.</summary>
    public void Read(PartReader readPart, Faults faults)
    {
        if (_texts.Count == 0)
            return;
        foreach (var (encrypted, plain) in Names)
        {
            if (!_texts.TryGetValue(encrypted, out var text))
                continue;
            faults.Position.Enter(encrypted);
            if (Decrypt(text, faults) is not { } json || !Read(plain, json, readPart, faults))
                _unread.Add(plain);
            faults.Position.Leave();
        }
    }

    private string? Decrypt(string encrypted, Faults faults)
    {
        if (string.IsNullOrEmpty(decryptionKey) || !Encryption.IsSupported)
        {
            faults.Error(Encryption.IsSupported ? "encrypted, and no decryption key was given; the part is left out" : InBrowser);
            return null;
        }
        var json = Encryption.Decrypt(encrypted, decryptionKey!);
        if (json is null)
            faults.Error("cannot be decrypted with the key given; the part is left out");
        return json;
    }

    /// <summary>Reads decrypted text. If it is not JSON, only its part is lost.</summary>
    /// <returns>Whether it is JSON.</returns>
    private static bool Read(string name, string json, PartReader readPart, Faults faults)
    {
        var utf8 = Utf8.OfJson(json);
        var inner = new Faults();
        var isJson = ValueReader.Read(utf8, inner, static (ValueReader _, ref Utf8JsonReader reader) => reader.TrySkip());
        if (isJson) // before the plain form is replaced
        {
            ValueReader.Read(utf8, inner, (ValueReader values, ref Utf8JsonReader reader) =>
            {
                readPart(name, values, ref reader);
                return true;
            });
        }
        // A wrong key gives text too: one time in some hundreds.
        faults.AddDecrypted(inner, isJson ? "" : "the decryption key may be wrong: ");
        return isJson;
    }
}
