using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The errors of the lines of a file: the first ones are shown, the others are counted.</summary>
/// <param name="name">The file's name.</param>
/// <param name="terminal">Shows the errors.</param>
internal sealed class LineErrors(string name, Terminal terminal)
{
    /// <summary>Maximum number of errors that are shown.</summary>
    private const int MaxShown = 10;

    /// <summary>The number of errors.</summary>
    public long Count { get; private set; }

    public void Add(string error)
    {
        if (++Count <= MaxShown)
            terminal.Warn($"{name}: {error}");
    }

    public void Add(IEnumerable<string> errors)
    {
        foreach (var error in errors)
            Add(error);
    }

    /// <summary>Shows the number of the other errors.</summary>
    /// <param name="one">What a line is called.</param>
    /// <param name="many">What several lines are called.</param>
    public void End(string one = "line that cannot be read", string many = "lines that cannot be read")
    {
        if (Count > MaxShown)
            terminal.Warn($"{name}: {Shown.Count(Count - MaxShown)} more {Shown.Noun(Count - MaxShown, one, many)}");
    }
}
