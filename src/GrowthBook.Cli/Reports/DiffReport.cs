namespace GrowthBook.Cli;

/// <summary>Prints a difference as JSON or for people, and decides the exit code.</summary>
/// <param name="isJson">Whether to print JSON.</param>
/// <param name="thresholds">The thresholds; empty without any.</param>
/// <param name="expectsRamp">Whether no user may move, leave or lose exposure.</param>
internal sealed class DiffReport(bool isJson, IReadOnlyList<Threshold> thresholds, bool expectsRamp)
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
            outcome.Print(terminal);
        }
        return outcome.Code;
    }
}
