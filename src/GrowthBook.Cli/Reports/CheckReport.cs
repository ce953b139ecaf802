using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The faults of a payload, as text and as JSON.</summary>
/// <param name="source">The text, without comments.</param>
/// <param name="payload">The payload.</param>
/// <param name="errors">Its faults.</param>
internal sealed class CheckReport(Source source, Payload payload, ImmutableArray<PayloadError> errors)
{
    /// <summary>Bytes searched for places, in total; later diagnostics have the JSON path only.</summary>
    private const long MaxSearchedBytes = 1L << 31;

    public void Print(Terminal terminal)
    {
        for (var i = 0; i < errors.Length; i++)
            terminal.Print($"{Diagnostics.SeverityOf(errors[i])}: {source.Locate(errors[i], IsSearched(i))}");
        terminal.Print($"features: {payload.FeatureKeys.Count}, experiments: {ExperimentCount}, diagnostics: {errors.Length}");
    }

    /// <summary><c>{"kind":"check","schemaVersion":1,"file","payload","features","experiments","diagnostics":[{"severity","path","line","column","message"}]}</c>.</summary>
    public Value.Object ToValue()
    {
        var lines = LineMap.Of(source.Utf8);
        return new Value.Object(
        [
            new("kind", "check"),
            new("schemaVersion", PartialResult.SchemaVersion),
            new("file", source.Name),
            new("payload", source.Hash()),
            new("features", payload.FeatureKeys.Count),
            new("experiments", ExperimentCount),
            new("diagnostics", new Value.Array(errors.Select((error, i) => OfDiagnostic(error, PlaceOf(error, i, lines))))),
        ]);
    }

    /// <summary>The number of rules with an experiment, and of the payload's own experiments.</summary>
    private int ExperimentCount => payload.FeatureExperiments.Count() + payload.Experiments.Length;

    private static Value OfDiagnostic(PayloadError error, LineColumn? place) => new Value.Object(
    [
        new("severity", Diagnostics.SeverityOf(error)),
        new("path", error.Path),
        new("line", place is { } known ? known.Line : Value.Null.Instance),
        new("column", place is { } same ? same.Column : Value.Null.Instance),
        new("message", Diagnostics.MessageOf(error)),
    ]);

    private LineColumn? PlaceOf(PayloadError error, int index, LineMap lines) =>
        (TextPlace.Offset(source.Utf8, error.Message) ?? (IsSearched(index) ? JsonLines.Offset(source.Utf8, error.Path) : null)) is { } offset
            ? lines.PlaceOf(offset)
            : null;

    private bool IsSearched(int index) => (index + 1L) * source.Utf8.Length <= MaxSearchedBytes;
}
