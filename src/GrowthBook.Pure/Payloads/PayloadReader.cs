using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>Payloads from JSON to their compiled form.</summary>
internal static class PayloadReader
{
    public static Payload Read(Value value, string? decryptionKey, PayloadErrors errors)
    {
        if (value is not Value.Object source)
        {
            errors.Fatal("the payload is not a JSON object");
            return Payload.Empty;
        }
        source = EncryptedParts.Decrypt(source, decryptionKey, errors);

        var groups = Part(source, "savedGroups", SavedGroups.Empty, SavedGroups.Compile, errors);
        var bandits = Part(source, "contextualBandits", [], ReadBandits, errors);
        var features = Part(source, "features", [], (members, e) => ReadFeatures(members, bandits, e), errors);
        var dateUpdated = new Members(source, errors).Label("dateUpdated");
        return Payload.Of(features, ReadExperiments(source, errors), groups, dateUpdated);
    }

    private static T Part<T>(
        Value.Object source, string name, T empty, Func<Value.Object, PayloadErrors, T> read, PayloadErrors errors)
    {
        errors.Enter(name);
        var part = empty;
        if (source.Find(name) is Value.Object members)
            part = read(members, errors);
        else if (source[name] is not Value.Null)
            errors.Error("not a JSON object; it is left out");
        errors.Leave();
        return part;
    }

    private static Dictionary<string, Bandit> ReadBandits(Value.Object source, PayloadErrors errors)
    {
        var bandits = new Dictionary<string, Bandit>(StringComparer.Ordinal);
        foreach (var member in source)
        {
            errors.Enter(member.Key);
            if (member.Value is Value.Object bandit)
                bandits[member.Key] = Bandit.Read(bandit, errors);
            else
                errors.Error("not a contextual bandit object; it is left out");
            errors.Leave();
        }
        return bandits;
    }

    private static Dictionary<string, Feature> ReadFeatures(
        Value.Object source, Dictionary<string, Bandit> bandits, PayloadErrors errors)
    {
        var features = new Dictionary<string, Feature>(source.Count, StringComparer.Ordinal);
        for (var i = 0; i < source.Count; i++)
        {
            var key = source.Names[i];
            errors.Enter(key);
            if (source.Items[i] is Value.Object feature)
                features.Add(key, ReadFeature(key, feature, bandits, errors));
            else
                errors.Error("not a feature object; it is left out");
            errors.Leave();
        }
        return features;
    }

    private static Feature ReadFeature(
        string key, Value.Object source, Dictionary<string, Bandit> bandits, PayloadErrors errors)
    {
        var value = source["defaultValue"];
        if (source.Find("rules") is not Value.Array rules)
        {
            if (source["rules"] is not Value.Null)
                errors.ErrorAt("rules", "not an array; the feature has its default value");
            return new Feature(key, value, []);
        }
        var read = new List<Rule>(rules.Count);
        errors.Enter("rules");
        for (var i = 0; i < rules.Count; i++)
        {
            errors.Enter(i);
            if (RuleReader.Read(rules[i], key, bandits, errors) is { } rule)
                read.Add(rule);
            errors.Leave();
        }
        errors.Leave();
        return new Feature(key, value, read.ToArray());
    }

    private static ImmutableArray<CompiledExperiment> ReadExperiments(Value.Object source, PayloadErrors errors)
    {
        var members = new Members(source, errors);
        if (members.Array("experiments") is not { } experiments)
            return [];
        var read = ImmutableArray.CreateBuilder<CompiledExperiment>(experiments.Count);
        errors.Enter("experiments");
        for (var i = 0; i < experiments.Count; i++)
        {
            errors.Enter(i);
            if (Experiment.Read(experiments[i], errors) is { } experiment)
                read.Add(new CompiledExperiment(experiment));
            errors.Leave();
        }
        errors.Leave();
        return read.ToImmutable();
    }
}
