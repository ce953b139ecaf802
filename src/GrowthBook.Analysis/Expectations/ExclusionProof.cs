namespace GrowthBook.Analysis;

/// <summary>Proves that no user is in two experiments. All proofs of a file share a limit of steps; without steps left nothing is proved.</summary>
internal sealed class ExclusionProof
{
    private const int MaxSteps = 5_000_000;

    private readonly WorkLimit _work = new(MaxSteps);

    /// <summary>Whether no user is in both experiments: by disjoint parts of a namespace, or by two filters of one seed.</summary>
    public bool Holds(CompiledExperiment left, CompiledExperiment right)
    {
        if (left.HashAttribute == right.HashAttribute && left.Filters is null && right.Filters is null
            && left.Source.Namespace is { } first && right.Source.Namespace is { } second
            && first.Id == second.Id && !SharedBucketsLint.Overlap(first.Range, second.Range))
        {
            return true;
        }
        return (left.Filters ?? []).Any(filter => (right.Filters ?? []).Any(another => AreDisjoint(filter, another)));
    }

    private bool AreDisjoint(CompiledFilter left, CompiledFilter right) =>
        _work.TryTake(1 + ((long)left.Source.Ranges.Length * right.Source.Ranges.Length))
        && left.Attribute == right.Attribute && left.Source.Seed == right.Source.Seed && (left.Source.HashVersion ?? 2) == (right.Source.HashVersion ?? 2)
        && !left.Source.Ranges.Any(range => right.Source.Ranges.Any(another => SharedBucketsLint.Overlap(range, another)));
}
