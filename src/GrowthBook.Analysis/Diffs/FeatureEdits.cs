using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Lists how a feature is written differently: its members, and its rules by pair.</summary>
internal static class FeatureEdits
{
    public static ImmutableArray<Edit> Of(string key, WrittenFeature? old, WrittenFeature? @new, ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs)
    {
        var edits = new List<Edit>();
        var position = new JsonPosition();
        position.Enter("features");
        position.Enter(key);
        if (old is null || @new is null)
        {
            edits.Add(new Edit(position.ToString(), $"`{Finding.Name(key)}`", old is null ? "is new" : "is gone"));
            return [.. edits];
        }
        new MemberDifferences($"`{Finding.Name(key)}`", edits).Compare(old.Json, @new.Json, position, "rules");
        position.Enter("rules");
        var moved = MovedItems.RulesOf(pairs);
        foreach (var (before, after) in pairs)
        {
            var rule = after ?? before!;
            var part = FormattableString.Invariant($"rule {rule.Index + 1} of `{Finding.Name(key)}`");
            position.Enter(rule.Index);
            if (before is null || after is null)
                edits.Add(new Edit(position.ToString(), part, $"{(before is null ? "is new" : "is gone")}: {Summary(rule)}"));
            else if (moved.Contains(after))
                edits.Add(new Edit(position.ToString(), part, FormattableString.Invariant($"was rule {before.Index + 1}")));
            if (before is not null && after is not null)
                new MemberDifferences(part, edits).Compare(before.Json, after.Json, position);
            position.Leave();
        }
        return [.. edits];
    }

    /// <summary>The kind of a rule with its id, key or value.</summary>
    private static string Summary(WrittenRule rule)
    {
        var what = rule.Force is not null ? $"force {ValueTexts.Of(rule.Json["force"])}"
            : rule.Experiment is { } experiment ? $"experiment `{Finding.Name(experiment.Key)}`"
            : "gate";
        return rule.Id.Length == 0 ? what : $"{what}, `{Finding.Name(rule.Id)}`";
    }
}
