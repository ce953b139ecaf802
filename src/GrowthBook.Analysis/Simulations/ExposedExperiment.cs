using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// An experiment whose exposures are counted. Exposures do not tell the rule: if several run the experiment, their counts are a test only if all
/// of them promise the same shares.
/// </summary>
internal sealed class ExposedExperiment
{
    private SequentialFit? _sequential;

    /// <param name="rules">The rules that run the experiment, of which at least one is no contextual bandit.</param>
    /// <param name="measure">Measures their shares.</param>
    public ExposedExperiment((WrittenFeature? Feature, WrittenRule Rule)[] rules, SharesMeasure measure)
    {
        SimulatedExperiment[] all = [.. rules.Where(each => !each.Rule.HasLeaves).Select(each => SimulatedExperiment.Of(each.Feature, each.Rule, each.Rule.Experiments[^1], measure))];
        var first = all[0];
        var isOne = all.Length == rules.Length && all.All(each => each.Reason == first.Reason && each.Arms.SequenceEqual(first.Arms) && each.Shares.SequenceEqual(first.Shares));
        if (isOne)
        {
            Described = first;
        }
        else
        {
            ImmutableArray<string> arms = [.. all.SelectMany(each => each.Arms).Distinct(StringComparer.Ordinal)];
            Described = first with
            {
                Arms = arms,
                Shares = [.. arms.Select(_ => 0.0)],
                Reason = $"the rules {ExperimentRules.List(rules)} run it with other shares or variations, and exposures do not tell the rule",
            };
        }
        Counts = new long[Described.Arms.Length];
        _sequential = Described.Reason is null && Described.Shares.Any(share => share > 0) ? new SequentialFit(Described.Shares) : null;
    }

    /// <summary>The experiment with the shares that all of its rules promise.</summary>
    public SimulatedExperiment Described { get; }

    /// <summary>The number of users of each arm.</summary>
    public long[] Counts { get; }

    /// <summary>The p-value of the sequential test; <c>null</c> without one.</summary>
    public double? SequentialP => _sequential?.P;

    /// <summary>Adds exposures of a variation, by its key or index.</summary>
    /// <param name="variation">The variation.</param>
    /// <param name="count">The number of users; <c>null</c> for one exposure in its order.</param>
    /// <returns>Whether the experiment has the variation.</returns>
    public bool Add(string variation, long? count)
    {
        var arm = Described.Arms.IndexOf(variation);
        if (arm < 0 && (!int.TryParse(variation, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out arm) || arm >= Counts.Length))
            return false;
        Counts[arm] += count ?? 1;
        if (count is null)
            _sequential?.Add(arm);
        else
            _sequential = null;
        return true;
    }
}
