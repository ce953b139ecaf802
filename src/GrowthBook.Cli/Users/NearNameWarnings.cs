using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Warns of attributes of nearly the names that evaluations read, once per name.</summary>
/// <param name="terminal">Shows the warnings.</param>
internal sealed class NearNameWarnings(Terminal terminal)
{
    /// <summary>The most names that are shown.</summary>
    public const int MaxNames = 20;

    /// <summary>The number of lines of a file that are looked at.</summary>
    public const int MaxLines = 1000;

    private readonly HashSet<(string Read, string Given)> _seen = [];

    /// <summary>The names of an evaluation of a record; empty for a line after the first ones, because their trace costs more than the evaluation.</summary>
    public static IReadOnlyList<(string Read, string Given)> Of(ReadRecord read) => read is { Line: <= MaxLines, Record: { } record }
        ? record.Subject switch
        {
            EvaluationSubject.OfFeature feature => Of(record.Context, feature.Key.ToString()),
            EvaluationSubject.OfExperiment { Experiment: var experiment } => NearNames.Of(record.Context.Payload, Evaluator.Explain(record.Context, experiment)),
            _ => [],
        }
        : [];

    /// <summary>The names of an evaluation of a feature.</summary>
    public static IReadOnlyList<(string Read, string Given)> Of(Context context, string feature) =>
        NearNames.Of(context.Payload, Evaluator.Explain(context, feature));

    /// <summary>Warns of those that were not shown before.</summary>
    /// <param name="names">The names of an evaluation.</param>
    /// <param name="place">The place of the user, with a colon; empty for the user of the command line.</param>
    public void Show(IEnumerable<(string Read, string Given)> names, string place = "")
    {
        foreach (var (read, given) in names)
        {
            if (_seen.Count < MaxNames && _seen.Add((read, given)))
                terminal.Warn(place + NearNames.Text(read, given));
        }
    }
}
