namespace GrowthBook;

/// <summary>Warns of a contextual bandit that does not fit the rule that names it.</summary>
internal static class BanditDoubts
{
    /// <summary>The warning of a bandit that the payload does not have.</summary>
    public const string Unknown = "the payload has no such contextual bandit; the rule runs as an experiment with weights of its own";

    /// <summary>Warns at the member of a name of leaves with another number of weights than the experiment has variations.</summary>
    public static void Report(Bandit bandit, Experiment experiment, string name, Faults faults)
    {
        var count = experiment.Variations.Length;
        if (count >= 2 && bandit.LeafWithout(count) is { } leaf)
            faults.WarningAt(name, $"leaf {EcmaNumber.ToText(leaf.Id)}: {ExperimentDoubts.Of(leaf.Weights.Length, count)}; {Shares.EqualWeights}");
    }
}
