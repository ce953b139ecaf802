using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Warns of attributes that probably are not what the payload reads, once per warning.</summary>
/// <param name="terminal">Shows the warnings.</param>
internal sealed class DoubtWarnings(Terminal terminal)
{
    /// <summary>The most warnings that are shown.</summary>
    public const int MaxDoubts = 20;

    /// <summary>The number of lines of a file that are looked at.</summary>
    public const int MaxLines = 1000;

    private readonly HashSet<AttributeDoubt> _seen = [];

    /// <summary>The doubts of an evaluation of a record; empty for a line after the first ones, because their trace costs more than the evaluation.</summary>
    public static IReadOnlyList<AttributeDoubt> Of(ReadRecord read) => read is { Line: <= MaxLines, Record: { } record }
        ? [.. NamesOf(record), .. AttributeDoubt.OfValues(record.Context)]
        : [];

    /// <summary>The names of an evaluation of a feature.</summary>
    public static IReadOnlyList<AttributeDoubt> NamesOf(Context context, string feature) =>
        NearNames.Of(context.Payload, Evaluator.Explain(context, feature));

    /// <summary>Warns of those that were not shown before.</summary>
    /// <param name="doubts">The doubts of an evaluation.</param>
    /// <param name="place">The place of the user, with a colon; empty for the user of the command line.</param>
    public void Show(IEnumerable<AttributeDoubt> doubts, string place = "")
    {
        foreach (var doubt in doubts)
        {
            if (_seen.Count < MaxDoubts && _seen.Add(doubt))
                terminal.Warn(place + doubt.Text);
        }
    }

    private static IReadOnlyList<AttributeDoubt> NamesOf(EvaluationRecord record) => record.Subject switch
    {
        EvaluationSubject.OfFeature feature => NamesOf(record.Context, feature.Key.ToString()),
        EvaluationSubject.OfExperiment { Experiment: var experiment } => NearNames.Of(record.Context.Payload, Evaluator.Explain(record.Context, experiment)),
        _ => [],
    };
}
