using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// Reads a payload to its compiled form in one pass. It is read a second time only when its features name a contextual bandit that does
/// not come before them in the text.
/// </summary>
internal sealed class PayloadReader
{
    private static readonly string[] Parts =
    [
        "features", "experiments", "savedGroups", "contextualBandits",
        "encryptedFeatures", "encryptedExperiments", "encryptedSavedGroups", "encryptedContextualBandits",
    ];

    private static readonly MemberNames Names = new(Parts.Concat(["dateUpdated", "status", "metadata"]));

    private readonly EncryptedParts _encrypted;
    private readonly SavedGroupNumbers _savedGroups = new();
    private readonly ModelPool _pool;
    private readonly FeatureReader _features;
    private BanditReader _bandits;

    /// <summary>The bandits that the features looked in; <c>null</c> before there are features.</summary>
    private BanditReader? _featureBandits;

    /// <summary>The bandits of the whole payload; <c>null</c> in the first pass.</summary>
    private BanditReader? _allBandits;

    private bool _hasUnreadBandits;
    private ImmutableArray<Experiment> _experiments = [];
    private string? _dateUpdated;

    private PayloadReader(string? decryptionKey)
    {
        _encrypted = new EncryptedParts(decryptionKey);
        _pool = new ModelPool(new ConditionSymbols(_savedGroups));
        _features = new FeatureReader(_pool);
        _bandits = new BanditReader(_pool);
    }

    /// <summary>Reads the payload at the reader's position.</summary>
    public static CompiledPayload Read(ValueReader values, ref Utf8JsonReader reader, string? decryptionKey)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            values.Faults.Fatal("the payload is not a JSON object");
            return CompiledPayload.Empty;
        }
        var start = reader;
        var payload = new PayloadReader(decryptionKey);
        payload.ReadParts(values, ref reader);
        if (payload.NeedsSecondPass())
        {
            values.Faults.Forget(0, values.Faults.Count);
            payload.ReadParts(values, ref start);
        }
        return payload.Build(values.Faults);
    }

    /// <summary>Whether features named a bandit that they did not find or that another one replaced; if so, the next pass finds all of them.</summary>
    private bool NeedsSecondPass()
    {
        if (_featureBandits is not { } bandits || !(bandits.HasMissed || (bandits.HasFound && bandits != _bandits)))
            return false;
        _allBandits = _bandits;
        _allBandits.Complete(_hasUnreadBandits || _encrypted.HasUnread("contextualBandits"));
        return true;
    }

    private void ReadParts(ValueReader values, ref Utf8JsonReader reader)
    {
        var faults = values.Faults;
        var (firstError, errorCount) = (0, 0);
        var (written, isEmpty) = (0, true); // the parts as bits
        List<string>? unknown = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            reader.Read();
            faults.Position.Enter(name);
            isEmpty = false;
            if (name == "features")
                faults.Forget(firstError, errorCount); // of an earlier member of the same name
            if (Array.IndexOf(Parts, name) is >= 0 and var part)
            {
                if ((written & (1 << part)) != 0)
                    faults.Warning(MemberFaults.Repeated);
                written |= 1 << part;
            }
            if (name == "features")
            {
                firstError = faults.Count;
                ReadPart(name, values, ref reader);
                errorCount = faults.Count - firstError;
            }
            else
            {
                ReadPart(name, values, ref reader);
            }
            faults.Position.Leave();
            if (!Names.Has(name))
                (unknown ??= []).Add(name);
        }
        if (written == 0 && !isEmpty)
            faults.Error("has no features: this is not an answer of the features endpoint; features by their keys belong into {\"features\": …}");
        else
            unknown?.ForEach(name => faults.UnknownMember(Names, name));
        _encrypted.Read(ReadPart, faults);
    }

    private CompiledPayload Build(Faults faults)
    {
        var experiments = ImmutableArray.CreateBuilder<PageExperiment>(_experiments.Length);
        var scope = new ConditionScope(SavedGroups.Empty, null);
        foreach (var experiment in _experiments)
            experiments.Add(new PageExperiment(_features.Compile(experiment), ref scope));
        var (features, pages) = (_features.Build(), experiments.MoveToImmutable());
        return new CompiledPayload(
            features, new PageTable(pages), _savedGroups.Build(faults), StickyBucketAttributes.Of(features, pages), _dateUpdated);
    }

    /// <summary>Reads a part of the payload. Of members with the same name the last one counts, also when it is malformed.</summary>
    private void ReadPart(string name, ValueReader values, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "features":
                _featureBandits = _allBandits ?? _bandits;
                if (IsOrSkip(JsonTokenType.StartObject, values, ref reader))
                    _features.Read(values, ref reader, _featureBandits);
                else
                    _features.Clear();
                break;
            case "savedGroups":
                _savedGroups.Clear();
                if (IsOrSkip(JsonTokenType.StartObject, values, ref reader))
                    new SavedGroupReader(_savedGroups, _pool.Symbols, values).Read(ref reader);
                break;
            case "contextualBandits":
                _bandits = new BanditReader(_pool);
                _hasUnreadBandits = reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null);
                if (IsOrSkip(JsonTokenType.StartObject, values, ref reader))
                    _bandits.Read((Value.Object)values.ReadValue(ref reader), values.Faults);
                break;
            case "experiments":
                _experiments = IsOrSkip(JsonTokenType.StartArray, values, ref reader)
                    ? ReadExperiments((Value.Array)values.ReadValue(ref reader), values.Faults)
                    : [];
                break;
            case "dateUpdated":
                var date = values.ReadValue(ref reader);
                if (date is not (Value.String or Value.Null))
                    values.Faults.Warning("not a string; it is left out");
                _dateUpdated = (date as Value.String)?.Content;
                break;
            case var _ when EncryptedParts.Has(name):
                if (values.ReadValue(ref reader) is Value.String { Content.Length: > 0 } text)
                    _encrypted.Add(name, text.Content);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    /// <summary>Whether a part has its expected type; otherwise skips it. <c>null</c> counts as absent.</summary>
    private static bool IsOrSkip(JsonTokenType expected, ValueReader values, ref Utf8JsonReader reader)
    {
        if (reader.TokenType == expected)
            return true;
        if (reader.TokenType != JsonTokenType.Null)
            values.Faults.Error($"not {(expected == JsonTokenType.StartArray ? "an array" : "a JSON object")}; it is left out");
        reader.Skip();
        return false;
    }

    private ImmutableArray<Experiment> ReadExperiments(Value.Array source, Faults faults)
    {
        var read = ImmutableArray.CreateBuilder<Experiment>(source.Count);
        for (var i = 0; i < source.Count; i++)
        {
            faults.Position.Enter(i);
            if (ExperimentReader.ReadDefinition(source[i], faults, _pool) is { } experiment)
            {
                RedirectDoubts.Report(experiment, faults);
                read.Add(experiment);
            }
            faults.Position.Leave();
        }
        return read.DrainToImmutable();
    }
}
