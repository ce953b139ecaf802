namespace GrowthBook.Analysis;

/// <summary>The random input that chooses the variation of an experiment, and whether other inputs take more of one variation than of another.</summary>
/// <param name="input">The input, with the variation of each bucket.</param>
/// <param name="variations">The number of variations.</param>
internal sealed class BucketChoice(Assignment.Factor input, int variations)
{
    /// <summary>The buckets whose users reach the experiment whatever their attributes are.</summary>
    public BucketMap Reached { get; private set; } = input.Map;

    /// <summary>Whether the shares of the variations among <see cref="Reached"/> are those among all.</summary>
    public bool IsProportional
    {
        get
        {
            var (all, reached) = (input.Map.Counts(variations), Reached.Counts(variations));
            var (total, left) = (all.Sum(), reached.Sum());
            return all.Zip(reached).All(pair => (long)pair.First * left == (long)pair.Second * total);
        }
    }

    /// <summary>Leaves the buckets that have, or do not have, an arm in another map of the same source.</summary>
    public void Keep(BucketMap other, bool hasArm) => Reached = Reached.Where(other, hasArm);

    private short[] Sample => field ??= ArmAssociation.Sample(input);

    /// <summary>
    /// Whether the shares of the variations among <see cref="Reached"/> differ between the arms of another map of the same source, users in none of them being
    /// one more. Exact: a map that takes the same part of each variation leaves the shares as they are.
    /// </summary>
    public bool IsSkewedBy(BucketMap other)
    {
        var (counts, own, others, total) = (new Dictionary<(int, int), long>(), new Dictionary<int, long>(), new Dictionary<int, long>(), 0L);
        int[] starts = [.. Reached.Starts.Concat(other.Starts).Distinct().Order()];
        for (var i = 0; i < starts.Length; i++)
        {
            var (arm, otherArm) = (Reached[starts[i]], other[starts[i]]);
            if (arm < 0)
                continue;
            var count = (i + 1 < starts.Length ? starts[i + 1] : input.Source.Grain) - starts[i];
            counts[(arm, otherArm)] = counts.GetValueOrDefault((arm, otherArm)) + count;
            own[arm] = own.GetValueOrDefault(arm) + count;
            others[otherArm] = others.GetValueOrDefault(otherArm) + count;
            total += count;
        }
        // If all pairs that occur have the product of their shares, no other pair can occur.
        return counts.Any(pair => pair.Value * total != own[pair.Key.Item1] * others[pair.Key.Item2]);
    }

    /// <summary>How strongly the variations depend on another input of hash version 1, as Cramér's V; <c>null</c> for a weak dependence or none.</summary>
    public double? AssociationWith(Assignment.Factor other) =>
        ArmAssociation.Of(Sample, variations, Array.ConvertAll(ArmAssociation.Sample(other), arm => (short)(arm + 1)), other.Map.Arms.Max() + 2);
}
