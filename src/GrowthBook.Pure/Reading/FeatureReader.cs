using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// Reads the features of a payload. Each feature is compiled as it is read, so that its JSON values are not kept.
/// </summary>
internal sealed class FeatureReader
{
    private const int DefaultResultPoolSize = 32;

    private static readonly MemberNames Names = new("defaultValue", "rules", "metadata") { Aliases = [("default", "defaultValue"), ("value", "defaultValue")] };

    private readonly FeatureNumbers _features = new();
    private readonly List<Rule> _rules = [];
    private readonly FeatureResult?[] _defaultResults = new FeatureResult?[DefaultResultPoolSize];
    private readonly RuleReader _ruleReader;
    private readonly FlagTexts _flags = new();

    public FeatureReader(ModelPool pool) => _ruleReader = new RuleReader(_features, pool);

    public FeatureTable Build() => _features.Build();

    /// <summary>Removes all features, before another member of the same name replaces them.</summary>
    public void Clear() => _features.Clear();

    /// <summary>Compiles an experiment of the payload, with prerequisites by number.</summary>
    public CompiledExperiment Compile(Experiment source) =>
        new(source, Prerequisite.Compile(source.ParentConditions, _features.NumberOf));

    /// <summary>Reads the object of features at the reader's position.</summary>
    public void Read(ValueReader values, ref Utf8JsonReader reader, BanditReader bandits)
    {
        _features.Clear();
        var faults = new MemberFaults(values.Faults);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var number = _features.NumberOf(values.ReadName(ref reader));
            var key = _features.KeyOf(number);
            reader.Read();
            values.Faults.Position.Enter(key);
            faults.Begin(key, _features.Has(number));
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                _features.Set(number, ReadFeature(key, values, ref reader, bandits));
            }
            else
            {
                reader.Skip();
                _features.Remove(number); // of members with the same name the last one counts
                values.Faults.Error("not a feature object; it is left out");
            }
            faults.End(key);
            values.Faults.Position.Leave();
        }
        faults.RemoveReplaced();
    }

    private Feature ReadFeature(string key, ValueReader values, ref Utf8JsonReader reader, BanditReader bandits)
    {
        Value defaultValue = Value.Null.Instance;
        _flags.Clear();
        RuleList rules = default;
        var (firstError, errorCount) = (0, 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = values.ReadName(ref reader);
            var unknown = false;
            reader.Read();
            values.Faults.Position.Enter(name);
            switch (name)
            {
                case "defaultValue":
                    defaultValue = values.ReadValue(ref reader, 2);
                    break;
                case "rules":
                    values.Faults.Forget(firstError, errorCount); // of members with the same name the last one counts
                    firstError = values.Faults.Count;
                    rules = ReadRules(key, values, ref reader, bandits);
                    errorCount = values.Faults.Count - firstError;
                    break;
                default:
                    reader.Skip();
                    unknown = !Names.Has(name);
                    break;
            }
            values.Faults.Position.Leave();
            if (unknown)
                values.Faults.UnknownMember(Names, name);
        }
        _flags.Report(defaultValue, values.Faults);
        return new Feature(key, DefaultResult(defaultValue), rules);
    }

    private RuleList ReadRules(string key, ValueReader values, ref Utf8JsonReader reader, BanditReader bandits)
    {
        _flags.Clear();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType != JsonTokenType.Null)
                values.Faults.Error("not an array; the feature has its default value");
            reader.Skip();
            return default;
        }
        _rules.Clear();
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            values.Faults.Position.Enter(i);
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                values.Faults.Error("not a rule object; it is left out");
            }
            else if (ReadRule(key, i, values, ref reader, bandits) is { } rule)
            {
                _rules.Add(rule);
            }
            values.Faults.Position.Leave();
        }
        return new RuleList(_rules);
    }

    private Rule? ReadRule(string key, int index, ValueReader values, ref Utf8JsonReader reader, BanditReader bandits)
    {
        var start = values.Position;
        var members = values.ReadMembers(ref reader, 3);
        var rule = _ruleReader.Read(members, key, bandits);
        if (rule is not null)
            _flags.Add(index, rule, members.Find("contextualVariations") is Value.Array ? "contextualVariations" : "variations");
        values.Release(start);
        return rule;
    }

    /// <summary>The result of a feature that has its default value; most values are <c>false</c>, <c>"off"</c> and the like, and shared.</summary>
    private FeatureResult DefaultResult(Value value)
    {
        var hash = value switch
        {
            Value.String text => text.Content.Length == 0 ? 0 : (uint)(text.Content[text.Content.Length - 1] + text.Content.Length),
            Value.Number number => unchecked((uint)number.Content.GetHashCode()),
            Value.Boolean boolean => boolean.Content ? 1u : 2u,
            _ => 3u,
        };
        ref var recent = ref _defaultResults[hash % DefaultResultPoolSize];
        if (recent is null || !ValueEquality.StrictEquals(recent.Value, value))
            recent = new FeatureResult(value, FeatureResultSource.DefaultValue);
        return recent;
    }
}
