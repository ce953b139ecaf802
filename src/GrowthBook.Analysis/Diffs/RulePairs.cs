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
        MatchKinds();
        return [.. news.Select((rule, i) => (found[i], (WrittenRule?)rule)), .. olds.Where(left.Contains).Select(old => ((WrittenRule?)old, (WrittenRule?)null))];

        void Match(Func<WrittenRule, string?> name)
        {
            if (left.Count == 0)
                return;
            var byName = olds.Where(rule => left.Contains(rule) && name(rule) is not null).GroupBy(rule => name(rule)!, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => new Queue<WrittenRule>(same), StringComparer.Ordinal);
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is null && name(news[i]) is { } text && byName.TryGetValue(text, out var same) && same.TryDequeue(out var old))
                    Take(i, old);
            }
        }

        // A rule with an id that found none of its id is another rule, unless the other one has no id.
        void MatchKinds()
        {
            var all = olds.Where(left.Contains).GroupBy(KindOf).ToDictionary(same => same.Key, same => new Queue<WrittenRule>(same));
            var unnamed = olds.Where(old => left.Contains(old) && old.Id.Length == 0).GroupBy(KindOf).ToDictionary(same => same.Key, same => new Queue<WrittenRule>(same));
            for (var i = 0; i < found.Length; i++)
            {
                if (found[i] is not null || !(news[i].Id.Length == 0 ? all : unnamed).TryGetValue(KindOf(news[i]), out var same))
                    continue;
                while (found[i] is null && same.TryDequeue(out var old))
                {
                    if (left.Contains(old))
                        Take(i, old);
                }
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
