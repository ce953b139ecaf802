namespace GrowthBook.Cli;

/// <summary>Evaluates each record of a file and prints it with its answer.</summary>
internal static class RecordEvaluation
{
    public static async Task<ExitCode> RunAsync(RecordRun run, bool allowsUnknown, Terminal terminal, CancellationToken cancellation)
    {
        var failed = 0L;
        var end = await run.EachAsync(
            static record => (Line: Printable.Of(record.Evaluate().ToString()), HasFailed: record.Error is not null),
            answer =>
            {
                failed += answer.HasFailed ? 1 : 0;
                terminal.Output.WriteLine(answer.Line);
            },
            cancellation).ConfigureAwait(false);
        if (failed > 0)
            terminal.Fail($"{failed} of {run.Count} records could not be evaluated; their lines have an `error`");
        return end is not null ? terminal.Fail(end)
            : failed > 0 || (run.WithoutPayload > 0 && !allowsUnknown) ? ExitCode.BadInput
            : ExitCode.Ok;
    }
}
