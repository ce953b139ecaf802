using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A feature as written.</summary>
/// <param name="Key">The feature's key.</param>
/// <param name="Json">The feature's JSON.</param>
/// <param name="Rules">The rules that the evaluator has; malformed ones are left out.</param>
internal sealed record WrittenFeature(string Key, Value.Object Json, ImmutableArray<WrittenRule> Rules)
{
    public Value DefaultValue => Json["defaultValue"];

    public static WrittenFeature Of(string key, Value.Object json, RuleReader reader, BanditReader bandits, WorkLimit variations)
    {
        var rules = ImmutableArray.CreateBuilder<WrittenRule>();
        for (var i = 0; json["rules"] is Value.Array array && i < array.Count; i++)
        {
            if (array[i] is Value.Object source && reader.Read(new Members(source, new Faults()), key, bandits) is { } rule)
                rules.Add(WrittenRule.Of(i, source, rule, variations));
        }
        return new WrittenFeature(key, json, rules.ToImmutable());
    }

    public static WrittenFeature Of(FeatureSource feature, WorkLimit variations) => new(feature.Key, (Value.Object)feature.Node.Value,
        [.. feature.Rules.Where(rule => rule.IsUsed).Select(rule => WrittenRule.Of(rule.Index, (Value.Object)rule.Node.Value, rule.Compiled!, variations))]);
}
