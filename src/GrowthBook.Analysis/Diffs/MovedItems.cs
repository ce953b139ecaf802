using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Finds the items of a list that changed their order, as few as possible.</summary>
internal static class MovedItems
{
    /// <summary>The rules, in the new payload, that changed their order.</summary>
    /// <param name="pairs">The rules of a feature, those with a new rule in the order of the new payload.</param>
    public static HashSet<WrittenRule> RulesOf(ImmutableArray<(WrittenRule? Old, WrittenRule? New)> pairs)
    {
        var both = pairs.Where(pair => pair is { Old: not null, New: not null }).ToArray();
        return [.. Of([.. both.Select(pair => pair.Old!.Index)]).Select(at => both[at].New!)];
    }

    /// <summary>The places of a sequence of different numbers that are not on a longest increasing part of it.</summary>
    private static HashSet<int> Of(IReadOnlyList<int> numbers)
    {
        var (tails, previous) = (new List<int>(), new int[numbers.Count]);
        for (var i = 0; i < numbers.Count; i++)
        {
            var (low, high) = (0, tails.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = numbers[tails[middle]] < numbers[i] ? (middle + 1, high) : (low, middle);
            }
            previous[i] = low == 0 ? -1 : tails[low - 1];
            if (low == tails.Count)
                tails.Add(i);
            else
                tails[low] = i;
        }
        var moved = Enumerable.Range(0, numbers.Count).ToHashSet();
        for (var at = tails.Count == 0 ? -1 : tails[^1]; at >= 0; at = previous[at])
            moved.Remove(at);
        return moved;
    }
}
