using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// Payloads from JSON to their compiled form, in one pass: each feature is compiled as it is read, and what it was
/// read into is forgotten.
/// </summary>
internal sealed class PayloadReader(string? decryptionKey)
{
    private static readonly string[] Parts =
    [
        "features", "experiments", "savedGroups", "contextualBandits",
        "encryptedFeatures", "encryptedExperiments", "encryptedSavedGroups", "encryptedContextualBandits",
    ];

    private readonly Dictionary<string, string> _encrypted = new(StringComparer.Ordinal);
    private readonly List<Rule> _rules = [];
    private FeatureTable _features = FeatureTable.Empty;
    private Bandits _bandits = new();
    private Bandits? _featureBandits;
    private SavedGroups _savedGroups = SavedGroups.Empty;
    private ImmutableArray<CompiledExperiment> _experiments = [];
    private string? _dateUpdated;

    /// <summary>Reads the payload that the reader is at.</summary>
    public static Payload Read(ValueReader values, ref Utf8JsonReader reader, string? decryptionKey)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            values.Errors.Fatal("the payload is not a JSON object");
            return Payload.Empty;
        }
        return new PayloadReader(decryptionKey).ReadPayload(values, ref reader);
    }

    private Payload ReadPayload(ValueReader values, ref Utf8JsonReader reader)
    {
        var features = reader;
        var (firstError, errorCount) = (0, 0);
        var (isPayload, isEmpty) = (false, true);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            values.Errors.Enter(name);
            isPayload |= Parts.Contains(name);
            isEmpty = false;
            if (name == "features")
            {
                features = reader;
                firstError = values.Errors.Count;
                ReadPart(name, values, ref reader);
                errorCount = values.Errors.Count - firstError;
            }
            else
            {
                ReadPart(name, values, ref reader);
            }
            values.Errors.Leave();
        }
        // Features may name contextual bandits that stand behind them: then they are read again.
        if (_featureBandits is { HasMissed: true } && _featureBandits != _bandits)
        {
            values.Errors.Forget(firstError, errorCount);
            values.Errors.Enter("features");
            ReadPart("features", values, ref features);
            values.Errors.Leave();
        }
        if (!isPayload && !isEmpty)
            values.Errors.Error("has no features: this is not what the features endpoint answers; features by their keys belong into {\"features\": …}");
        if (_encrypted.Count > 0)
            Decrypt(values.Errors);
        values.Errors.Shared.ResolveReferences(_features, _savedGroups);
        return Payload.Of(_features, _experiments, _savedGroups, _dateUpdated);
    }

    private void ReadPart(string name, ValueReader values, ref Utf8JsonReader reader)
    {
        // Of members with the same name the last one counts, also when it is not what it should be.
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        switch (name)
        {
            case "features":
                _featureBandits = _bandits;
                _features = isObject ? ReadFeatures(values, ref reader) : Refuse("a JSON object", FeatureTable.Empty, values, ref reader);
                break;
            case "savedGroups":
                _savedGroups = isObject ? SavedGroups.Read(values, ref reader) : Refuse("a JSON object", SavedGroups.Empty, values, ref reader);
                break;
            case "contextualBandits":
                _bandits = isObject
                    ? Bandits.Read((Value.Object)values.ReadValue(ref reader), values.Errors)
                    : Refuse("a JSON object", new Bandits(), values, ref reader);
                break;
            case "experiments":
                _experiments = reader.TokenType == JsonTokenType.StartArray
                    ? ReadExperiments((Value.Array)values.ReadValue(ref reader), values.Errors)
                    : Refuse("an array", ImmutableArray<CompiledExperiment>.Empty, values, ref reader);
                break;
            case "dateUpdated":
                var date = values.ReadValue(ref reader);
                if (date is not (Value.String or Value.Null))
                    values.Errors.Warning("not a string; it is left out");
                _dateUpdated = (date as Value.String)?.Content;
                break;
            case "encryptedFeatures" or "encryptedSavedGroups" or "encryptedContextualBandits" or "encryptedExperiments":
                if (values.ReadValue(ref reader) is Value.String { Content.Length: > 0 } text)
                    _encrypted[name] = text.Content;
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>Skips a part that is not what it should be; <c>null</c> counts as absent.</summary>
    private static T Refuse<T>(string expected, T empty, ValueReader values, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Null)
            values.Errors.Error($"not {expected}; it is left out");
        reader.Skip();
        return empty;
    }

    /// <summary>
    /// Reads the encrypted parts, features last; each on its own, so that one that fails leaves the others usable,
    /// and in the place of its plain form.
    /// </summary>
    private void Decrypt(PayloadErrors errors)
    {
        foreach (var encrypted in _encrypted.OrderBy(part => part.Key == "encryptedFeatures"))
        {
            errors.Enter(encrypted.Key);
            var plain = EcmaCharacters.ToAsciiLower(encrypted.Key.Substring(9, 1)) + encrypted.Key.Substring(10);
            if (Decrypt(encrypted.Value, errors) is { } json)
                ReadPart(plain, json, errors);
            errors.Leave();
        }
    }

    private string? Decrypt(string encrypted, PayloadErrors errors)
    {
        if (string.IsNullOrEmpty(decryptionKey))
        {
            errors.Error("encrypted, and no decryption key was given; the part is left out");
            return null;
        }
        var json = Encryption.Decrypt(encrypted, decryptionKey!);
        if (json is null)
            errors.Error("cannot be decrypted with the key given; the part is left out");
        return json;
    }

    /// <summary>A text that is not JSON spoils its part, and not the payload.</summary>
    private void ReadPart(string name, string json, PayloadErrors errors)
    {
        var inner = new PayloadErrors(errors.Shared);
        ValueReader.Read(Utf8.OfJson(json), inner, (ValueReader values, ref Utf8JsonReader reader) =>
        {
            ReadPart(name, values, ref reader);
            return true;
        });
        foreach (var error in inner.ToImmutable())
            errors.Add(error.Severity == ErrorSeverity.Fatal ? ErrorSeverity.Error : error.Severity, $"{error.Message} (at {error.Path} of the decrypted text)");
    }

    private FeatureTable ReadFeatures(ValueReader values, ref Utf8JsonReader reader)
    {
        var features = new FeatureList();
        Dictionary<string, int>? removed = null; // how many features stood before the last member of that key
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = values.ReadName(ref reader);
            reader.Read();
            values.Errors.Enter(key);
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                features.Add(ReadFeature(key, values, ref reader));
            }
            else
            {
                reader.Skip();
                (removed ??= new Dictionary<string, int>(StringComparer.Ordinal))[key] = features.Count;
                values.Errors.Error("not a feature object; it is left out");
            }
            values.Errors.Leave();
        }
        return new FeatureTable(removed is null ? features : Without(removed, features));
    }

    /// <summary>The features but for those that a later member of the same name, which is no feature, takes away.</summary>
    private static FeatureList Without(Dictionary<string, int> removed, FeatureList features)
    {
        var left = new FeatureList();
        for (var i = 0; i < features.Count; i++)
        {
            if (!removed.TryGetValue(features[i].Key, out var first) || i >= first)
                left.Add(features[i]);
        }
        return left;
    }

    private Feature ReadFeature(string key, ValueReader values, ref Utf8JsonReader reader)
    {
        Value defaultValue = Value.Null.Instance;
        RuleList rules = default;
        var (firstError, errorCount) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            values.Errors.Enter(name);
            switch (name)
            {
                case "defaultValue":
                    defaultValue = values.ReadValue(ref reader, 2);
                    break;
                case "rules":
                    values.Errors.Forget(firstError, errorCount); // of members with the same name the last one counts
                    firstError = values.Errors.Count;
                    rules = ReadRules(key, values, ref reader);
                    errorCount = values.Errors.Count - firstError;
                    break;
                default:
                    reader.Skip();
                    break;
            }
            values.Errors.Leave();
        }
        return new Feature(key, values.Errors.Shared.Default(defaultValue), rules);
    }

    private RuleList ReadRules(string key, ValueReader values, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType != JsonTokenType.Null)
                values.Errors.Error("not an array; the feature has its default value");
            reader.Skip();
            return default;
        }
        _rules.Clear();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            values.Errors.Enter(i);
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                values.Errors.Error("not a rule object; it is left out");
            }
            else if (ReadRule(key, values, ref reader) is { } rule)
            {
                _rules.Add(rule);
            }
            values.Errors.Leave();
        }
        return new RuleList(_rules);
    }

    private Rule? ReadRule(string key, ValueReader values, ref Utf8JsonReader reader)
    {
        var start = values.Position;
        var rule = RuleReader.Read(values.ReadMembers(ref reader, 3), key, _bandits);
        values.Release(start);
        return rule;
    }

    private static ImmutableArray<CompiledExperiment> ReadExperiments(Value.Array source, PayloadErrors errors)
    {
        var read = ImmutableArray.CreateBuilder<CompiledExperiment>(source.Count);
        for (var i = 0; i < source.Count; i++)
        {
            errors.Enter(i);
            if (Experiment.Read(source[i], errors) is { } experiment)
                read.Add(new CompiledExperiment(experiment));
            errors.Leave();
        }
        return read.ToImmutable();
    }
}
