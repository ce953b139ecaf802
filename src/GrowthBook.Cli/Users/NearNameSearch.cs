using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Looks for attributes of nearly the names that evaluations read, in the first users of a file. Threads may share it.</summary>
/// <param name="payload">The payload.</param>
/// <param name="features">The features that are evaluated for each user.</param>
/// <param name="experiments">The payload's own experiments that are evaluated for each user.</param>
internal sealed class NearNameSearch(Payload payload, ImmutableArray<string> features, ImmutableArray<Experiment> experiments)
{
    /// <summary>Maximum number of explanations, which cost more than evaluations; at least the first users are looked at.</summary>
    private const int MaxExplanations = 10_000, MinLines = 10;

    private readonly ReadNames _read = new(payload);
    private readonly ImmutableArray<Experiment> _experiments = [.. experiments.Select(experiment => experiment with { UrlPatterns = default })];
    private readonly int _lines = Math.Clamp(MaxExplanations / Math.Max(1, features.Length + experiments.Length), MinLines, NearNameWarnings.MaxLines);

    /// <summary>Adds the names of a user.</summary>
    /// <param name="line">The line of the file, from 1.</param>
    /// <param name="context">The user, with any payload.</param>
    /// <param name="found">Takes the names that it does not have.</param>
    public void Add(long line, Context context, NearNamesOfUsers found)
    {
        if (line > _lines)
            return;
        var user = context with { Payload = payload };
        foreach (var feature in features)
            found.Add(line, NearNames.Of(_read, Evaluator.Explain(user, feature)));
        foreach (var experiment in _experiments)
            found.Add(line, NearNames.Of(_read, Evaluator.Explain(user, experiment)));
    }

    /// <summary>Adds the names of a record of a feature.</summary>
    public void Add(long line, Context context, string feature, NearNamesOfUsers found)
    {
        if (line <= NearNameWarnings.MaxLines)
            found.Add(line, NearNames.Of(_read, Evaluator.Explain(context with { Payload = payload }, feature)));
    }
}
