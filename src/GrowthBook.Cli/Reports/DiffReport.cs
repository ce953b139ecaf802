using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Prints a difference as JSON or for people, writes its page, and decides the exit code.</summary>
/// <param name="form">The form.</param>
/// <param name="thresholds">The limits; empty without any.</param>
/// <param name="expectsRamp">Whether no user may move, leave or lose exposure.</param>
/// <param name="markdown">The file for the Markdown; <c>null</c> for none.</param>
internal sealed class DiffReport(ResultForm form, IReadOnlyList<Threshold> thresholds, bool expectsRamp, string? markdown)
{
    public ExitCode Print(Value.Object diff, Terminal terminal)
    {
        var result = DiffOutcome.Of(diff, thresholds, expectsRamp);
        if (WriteMarkdown(result) is { } fault)
            return terminal.Fail(fault);
        return form.Print(result, SummaryCode.Of(DiffSummary.Of(result)), terminal, () =>
        {
            DiffText.Print(result, terminal);
            foreach (var line in DiffOutcome.Lines(result))
                terminal.Print(line);
        });
    }

    private Fault? WriteMarkdown(Value.Object result) =>
        markdown is null ? null : OutputFile.Write(markdown, DiffMarkdown.Of(result, DiffOutcome.Lines(result)));
}
