using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Evaluates each record of a file and prints it with its answer, until the file or its reader ends: a file can be endless.</summary>
internal static class RecordEvaluation
{
    /// <summary>Maximum number of unknown features that are named.</summary>
    private const int MaxUnknown = 20;

    public static async Task<ExitCode> RunAsync(RecordRun run, bool allowsUnknown, Terminal terminal, CancellationToken cancellation)
    {
        var (failed, unknown) = (0L, 0L);
        var doubts = new DoubtWarnings(terminal);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, terminal.OutputClosed);
        var end = await run.EachAsync(
            static record => (Text: Printable.Of(record.Evaluate().ToString()), HasFailed: record.Error is not null, record.Line, Unknown: record.UnknownFeature(), Doubts: DoubtWarnings.Of(record)),
            answer =>
            {
                failed += answer.HasFailed ? 1 : 0;
                if (answer.Unknown is var (feature, payload) && ++unknown <= MaxUnknown)
                    terminal.Warn($"{run.Name}:{answer.Line}: {UnknownFeature.Message(feature, payload)}");
                doubts.Show(answer.Doubts, $"{run.Name}:{answer.Line}: ");
                terminal.Output.WriteLine(answer.Text);
            },
            stop.Token).ConfigureAwait(false);
        if (failed > 0)
            terminal.Fail($"{Shown.Count(failed)} of {Shown.Count(run.Count, "record")} could not be evaluated; {Shown.Noun(failed, "its line has", "their lines have")} an `error`");
        if (unknown > 0)
            terminal.Warn($"features that their payload does not have: {unknown}{(allowsUnknown ? "" : $" ({RequestOptions.AllowUnknownName} evaluates them as null without an error)")}");
        var code = failed > 0 || (run.WithoutPayload + unknown > 0 && !allowsUnknown) ? ExitCode.BadInput : ExitCode.Ok;
        if (end is { Code: ExitCode.Interrupted } && !cancellation.IsCancellationRequested)
            return code == ExitCode.Ok ? ExitCode.OutputClosed : code;
        if (end is not null)
            return terminal.Fail(end);
        if (run.Count == 0)
            return terminal.Fail(Fault.Input($"{run.Name}: has no records; expected one JSON object per line"));
        return code;
    }
}
