namespace GrowthBook.Analysis.Tests;

public sealed class RangePlacementTests
{
    /// <summary>Small grains, on which all orders and all starts can be tried.</summary>
    [Fact]
    public void No_placement_lets_more_buckets_stay_and_of_those_none_moves_fewer()
    {
        var seen = new HashSet<(bool, bool)>();
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var (grain, arms) = (random.Next(1, 11), random.Next(1, 5));
            var old = OldArms(random, grain, arms, isContiguous: seed % 2 == 0);
            var lengths = Lengths(random, random.Next(grain + 1), arms);

            var (starts, isMinimal) = RangePlacement.Of(old, lengths);

            Assert.True(isMinimal);
            var placed = Place(grain, starts, lengths);
            Assert.NotNull(placed);
            var best = AllPlacements(grain, lengths).Select(each => Score(old, each)).Max();
            Assert.Equal(best, Score(old, placed));
            seen.Add((best.Kept == old.Count(arm => arm >= 0), best.Kept == 0));
        }
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void More_than_ten_arms_keep_their_order()
    {
        int[] old = [.. Enumerable.Range(0, 24).Select(bucket => (bucket / 2 + 5) % 12)];
        int[] lengths = [.. Enumerable.Repeat(2, 12)];

        var (starts, isMinimal) = RangePlacement.Of(old, lengths);

        Assert.False(isMinimal);
        Assert.Equal(old, Place(24, starts, lengths));
    }

    private static int[] OldArms(Random random, int grain, int arms, bool isContiguous)
    {
        if (!isContiguous)
            return [.. Enumerable.Range(0, grain).Select(_ => random.Next(-1, arms))];
        var bounds = Enumerable.Range(0, arms - 1).Select(_ => random.Next(grain + 1)).Order().ToArray();
        return [.. Enumerable.Range(0, grain).Select(bucket => random.Next(8) == 0 ? -1 : bounds.Count(bound => bound <= bucket))];
    }

    private static int[] Lengths(Random random, int sum, int arms)
    {
        var lengths = new int[arms];
        for (var i = 0; i < sum; i++)
            lengths[random.Next(arms)]++;
        return lengths;
    }

    private static IEnumerable<int[]> AllPlacements(int grain, int[] lengths, int[]? starts = null)
    {
        starts ??= [];
        if (starts.Length == lengths.Length)
            return Place(grain, starts, lengths) is { } placed ? [placed] : [];
        return Enumerable.Range(0, grain - lengths[starts.Length] + 1).SelectMany(start => AllPlacements(grain, lengths, [.. starts, start]));
    }

    /// <summary>The arm of each bucket; <c>null</c> for intervals that overlap or end after the last bucket.</summary>
    private static int[]? Place(int grain, int[] starts, int[] lengths)
    {
        int[] arms = [.. Enumerable.Repeat(-1, grain)];
        for (var arm = 0; arm < starts.Length; arm++)
        {
            for (var bucket = starts[arm]; bucket < starts[arm] + lengths[arm]; bucket++)
            {
                if (bucket >= grain || arms[bucket] >= 0)
                    return null;
                arms[bucket] = arm;
            }
        }
        return arms;
    }

    private static (int Kept, int NotMoved) Score(int[] old, int[] placed) => (
        old.Zip(placed).Count(pair => pair.First >= 0 && pair.First == pair.Second),
        -old.Zip(placed).Count(pair => pair.First >= 0 && pair.Second >= 0 && pair.First != pair.Second));
}
