using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Whether the arms of two random inputs of hash version 1 depend on each other, by a sample of users. Most pairs do not, so a comparison allocates
/// nothing until it has found a dependence.
/// </summary>
internal static class ArmAssociation
{
    /// <summary>The states that are sampled for a pair, and the most cells of its table: the association of independent ones is below 0.06.</summary>
    private const int SampleSize = 4096, MaxCells = 1024;

    /// <summary>The least mean of users per cell, and the largest p-value.</summary>
    private const double MinPerCell = 5, MaxP = 1e-6;

    /// <summary>The least association, as Cramér's V, that is a finding.</summary>
    private const double MinAssociation = 0.1;

    /// <summary>The arms of the sample's users. An input has at most as many arms as there are buckets.</summary>
    public static short[] Sample(Assignment.Factor input) => Array.ConvertAll(DependentInputs.BucketsOf(input.Source, SampleSize), bucket => (short)input.Map[bucket]);

    /// <summary>Cramér's V of the users in both inputs, by their arms in each, with Bergsma's correction.</summary>
    /// <param name="own">The sample of one input. Users in none of its arms do not count.</param>
    /// <param name="arms">The number of its arms.</param>
    /// <param name="others">The sample of the other input.</param>
    /// <param name="otherArms">The number of its arms.</param>
    /// <returns>More than 0.1; <c>null</c> if the inputs can be independent, depend less, or the sample is too small for a test.</returns>
    public static double? Of(short[] own, int arms, short[] others, int otherArms)
    {
        if ((long)arms * otherArms > MaxCells)
            return null;
        Span<long> counts = stackalloc long[arms * otherArms];
        counts.Clear();
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] >= 0 && others[i] >= 0)
                counts[(own[i] * otherArms) + others[i]]++;
        }
        if (!IsAssociated(counts, otherArms))
            return null;
        var table = ImmutableArray.CreateBuilder<ImmutableArray<long>>(arms);
        for (var arm = 0; arm < arms; arm++)
            table.Add([.. counts.Slice(arm * otherArms, otherArms)]);
        var test = Independence.Test(table.ToImmutable());
        return test is { P: < MaxP, CramersV: > MinAssociation and var v } ? v : null;
    }

    /// <summary>Whether the users are enough for a test, and Cramér's V without a correction exceeds the least one.</summary>
    private static bool IsAssociated(ReadOnlySpan<long> counts, int columns)
    {
        Span<long> ofRows = stackalloc long[counts.Length / columns], ofColumns = stackalloc long[columns];
        ofRows.Clear();
        ofColumns.Clear();
        for (var i = 0; i < counts.Length; i++)
        {
            ofRows[i / columns] += counts[i];
            ofColumns[i % columns] += counts[i];
        }
        var (total, squares) = (0.0, 0.0);
        foreach (var count in ofRows)
            total += count;
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                squares += (double)counts[i] * counts[i] / ((double)ofRows[i / columns] * ofColumns[i % columns]);
        }
        var degrees = Math.Min(ofRows.Length - ofRows.Count(0L), ofColumns.Length - ofColumns.Count(0L)) - 1;
        return total >= MinPerCell * counts.Length && degrees > 0 && (squares - 1) / degrees > MinAssociation * MinAssociation;
    }
}
