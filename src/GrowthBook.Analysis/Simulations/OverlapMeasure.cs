using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>A pair of experiments, and what is exact about the users of both: experiments that share a random input are functions of one bucket.</summary>
/// <param name="Left">The index of the first experiment.</param>
/// <param name="Right">The index of the second experiment.</param>
/// <param name="IsExclusive">Whether it is proved that no user is in both, and each has users.</param>
/// <param name="CramersV">The strength of their association; <c>null</c> if it is only estimated.</param>
internal sealed record OverlapMeasure(int Left, int Right, bool IsExclusive, double? CramersV)
{
    /// <summary>The number of experiments of which each pair is compared; the memory grows with its square.</summary>
    private const int MaxCrossed = 16;

    public bool IsExact => IsExclusive || CramersV is not null;

    /// <summary>The name of the pair: <c>0,2</c>.</summary>
    public string Name => FormattableString.Invariant($"{Left},{Right}");

    /// <summary>The pairs of the first experiments.</summary>
    /// <param name="rules">The experiments with their indices, without contextual bandits.</param>
    /// <param name="shares">Measures their shares.</param>
    public static ImmutableArray<OverlapMeasure> Pairs(IReadOnlyList<(int At, WrittenFeature? Feature, WrittenRule Rule)> rules, SharesMeasure shares)
    {
        var exclusion = new ExclusionProof();
        var crossed = rules.Take(MaxCrossed).Select(New).ToArray();
        return
        [
            .. from i in Enumerable.Range(0, crossed.Length)
               from j in Enumerable.Range(i + 1, crossed.Length - i - 1)
               let left = crossed[i]
               let right = crossed[j]
               let isExclusive = left.HasUsers && right.HasUsers && exclusion.Holds(left.Candidate, right.Candidate) && !left.IsTracked && !right.IsTracked
               select new OverlapMeasure(left.At, right.At, isExclusive, isExclusive ? 0 : shares.CramersV((left.Feature, left.Rule), (right.Feature, right.Rule))),
        ];

        (int At, WrittenFeature? Feature, WrittenRule Rule, ExclusionProof.Candidate Candidate, bool HasUsers, bool IsTracked) New((int At, WrittenFeature? Feature, WrittenRule Rule) each)
        {
            var candidate = new ExclusionProof.Candidate(each.Rule.Experiments[^1].Compiled, each.Feature, each.Rule.Index);
            return (each.At, each.Feature, each.Rule, candidate, !candidate.IsEmpty && shares.Included(each.Feature, each.Rule) is not { Share: 0 }, shares.IsTracked(each.Rule));
        }
    }

    public Value.Object ToValue() => new([new("exclusive", IsExclusive), new("cramersV", CramersV is { } v ? v : Value.Null.Instance)]);
}
