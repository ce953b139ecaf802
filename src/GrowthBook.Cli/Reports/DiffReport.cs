using System.Text;

namespace GrowthBook.Cli;

/// <summary>Prints a difference as JSON or for people, and decides the exit code.</summary>
/// <param name="isJson">Whether to print JSON.</param>
/// <param name="thresholds">The thresholds; empty without any.</param>
/// <param name="expectsRamp">Whether no user may move, leave or lose exposure.</param>
/// <param name="markdown">The file for the Markdown; <c>null</c> for none.</param>
internal sealed class DiffReport(bool isJson, IReadOnlyList<Threshold> thresholds, bool expectsRamp, string? markdown = null)
{
    public ExitCode Print(Value.Object diff, Terminal terminal)
    {
        var outcome = new DiffOutcome(diff, thresholds, expectsRamp);
        if (isJson)
        {
            terminal.Print(diff.ToString());
        }
        else
        {
            DiffText.Print(diff, terminal);
            foreach (var line in outcome.Lines())
                terminal.Print(line);
        }
        if (markdown is not null && OutputFile.Write(markdown, Encoding.UTF8.GetBytes(DiffMarkdown.Of(diff, outcome.Lines()))) is { } fault)
            return terminal.Fail(fault);
        return outcome.Code;
    }
}
