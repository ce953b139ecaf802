using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Looks for attributes that probably are not what evaluations read, in the first users of a file. Threads may share it.</summary>
/// <param name="payload">The payload.</param>
/// <param name="features">The features that are evaluated for each user.</param>
/// <param name="experiments">The payload's own experiments that are evaluated for each user.</param>
/// <param name="withValues">Whether values count, and not only names. Default: yes.</param>
internal sealed class DoubtSearch(Payload payload, ImmutableArray<string> features, ImmutableArray<Experiment> experiments, bool withValues = true)
{
    /// <summary>Maximum number of explanations, which cost more than evaluations; at least the first users are looked at.</summary>
    private const int MaxExplanations = 10_000, MinLines = 10;

    private readonly ImmutableArray<Experiment> _experiments = [.. experiments.Select(experiment => experiment with { UrlPatterns = default })];
    private readonly int _lines = Math.Clamp(MaxExplanations / Math.Max(1, features.Length + experiments.Length), MinLines, DoubtWarnings.MaxLines);

    /// <summary>Adds the doubts of a user.</summary>
    /// <param name="line">The line of the file, from 1.</param>
    /// <param name="context">The user, with any payload.</param>
    /// <param name="found">Takes those that it does not have.</param>
    public void Add(long line, Context context, DoubtsOfUsers found)
    {
        if (line > _lines)
            return;
        var user = context with { Payload = payload };
        if (withValues)
            found.Add(line, AttributeDoubt.OfValues(user));
        foreach (var feature in features)
            found.Add(line, NearNames.Of(payload, Evaluator.Explain(user, feature)));
        foreach (var experiment in _experiments)
            found.Add(line, NearNames.Of(payload, Evaluator.Explain(user, experiment)));
    }

    /// <summary>Adds the doubts of a record of a feature.</summary>
    public void Add(long line, Context context, string feature, DoubtsOfUsers found)
    {
        if (line > DoubtWarnings.MaxLines)
            return;
        var user = context with { Payload = payload };
        if (withValues)
            found.Add(line, AttributeDoubt.OfValues(user));
        found.Add(line, NearNames.Of(payload, Evaluator.Explain(user, feature)));
    }
}
