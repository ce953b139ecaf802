using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Pairs the rules of two lists: by id, then by the key of the experiment, then by equal JSON, then by kind in order.</summary>
internal static class RulePairs
{
    /// <summary>The pairs: those with a new rule in the order of the new list, then the removed rules in the order of the old one.</summary>
    public static ImmutableArray<(WrittenRule? Old, WrittenRule? New)> Of(ImmutableArray<WrittenRule> olds, ImmutableArray<WrittenRule> news)
    {
        var found = new WrittenRule?[news.Length];
        var left = new HashSet<WrittenRule>(olds);
        Match(static rule => rule.Id.Length > 0 ? rule.Id : null);
        Match(static rule => rule.Experiment?.Key);
        Match(static rule => rule.Json.ToJson());
        for (var i = 0; i < found.Length; i++)
        {
            // A rule with an id that found none of its id is another rule.
            if (found[i] is null && olds.FirstOrDefault(old => left.Contains(old) && KindOf(old) == KindOf(news[i]) && (old.Id.Length == 0 || news[i].Id.Length == 0)) is { } old)
                Take(i, old);
        }
        return [.. news.Select((rule, i) => (found[i], (WrittenRule?)rule)), .. olds.Where(left.Contains).Select(old => ((WrittenRule?)old, (WrittenRule?)null))];

        void Match(Func<WrittenRule, string?> name)
        {
            if (left.Count == 0)
                return;
            var byName = olds.Where(rule => left.Contains(rule) && name(rule) is not null).ToLookup(name, StringComparer.Ordinal);
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is null && name(news[i]) is { } text && byName[text].FirstOrDefault(left.Contains) is { } old)
                    Take(i, old);
            }
        }

        void Take(int i, WrittenRule old)
        {
            found[i] = old;
            left.Remove(old);
        }
    }

    private static int KindOf(WrittenRule rule) => rule.Force is not null ? 0 : rule.IsGate ? 1 : 2;
}
