namespace GrowthBook;

/// <summary>Warns of a contextual bandit that does not fit the rule that names it.</summary>
internal static class BanditDoubts
{
    /// <summary>The warning of a bandit that the payload does not have.</summary>
    public const string Unknown = "the payload has no such contextual bandit; the rule runs as an experiment with weights of its own";

    /// <summary>The number of leaves whose weights are compared with ranges: the product of all rules and leaves would be the square of a payload.</summary>
    private const int MaxCompared = 10;

    /// <summary>Warns at the member of a name of leaves with another number of weights than the experiment has variations, and of leaves whose weights ranges replace.</summary>
    public static void Report(Bandit bandit, Experiment experiment, string name, Faults faults)
    {
        var count = experiment.Variations.Length;
        if (count >= 2 && bandit.LeafWithout(count) is { } leaf)
            faults.WarningAt(name, $"leaf {EcmaNumber.ToText(leaf.Id)}: {ExperimentDoubts.Of(leaf.Weights.Length, count)}; {Shares.EqualWeights}");
        if (!experiment.Ranges.IsDefault && bandit.Leaves.Take(MaxCompared).FirstOrDefault(each => IgnoredShares.HasOtherWeights(experiment with { Weights = each.Weights })) is { } ignored)
            faults.WarningAt("ranges", $"the weights of leaf {EcmaNumber.ToText(ignored.Id)} of the contextual bandit have no effect next to ranges of other shares; remove the ranges");
    }
}
