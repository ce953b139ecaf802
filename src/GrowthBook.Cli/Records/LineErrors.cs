using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The errors of the lines of a file: the first ones are shown, the others are counted.</summary>
/// <param name="name">The file's name.</param>
/// <param name="terminal">Shows the errors.</param>
internal sealed class LineErrors(string name, Terminal terminal)
{
    /// <summary>Maximum number of errors that are shown.</summary>
    private const int MaxShown = 10;

    /// <summary>Remedies for a whole file, each of which the first error that has it shows.</summary>
    private static readonly string[] Remedies = [UserReader.RecordRemedy, RecordMembers.UserRemedy];

    private readonly HashSet<string> _shownRemedies = [];
    private bool _hasHint;
    private int _shown;
    private long _others;

    /// <summary>The number of lines with errors.</summary>
    public long Count { get; private set; }

    public void Add(string error) => Add(() => error);

    /// <summary>Adds an error whose text is only made if it is shown.</summary>
    /// <param name="error">Makes the text.</param>
    /// <param name="lines">The number of lines that have the error.</param>
    public void Add(Func<string> error, long lines = 1)
    {
        Count += lines;
        if (_shown == MaxShown)
        {
            _others += lines;
            return;
        }
        _shown++;
        terminal.Warn($"{name}: {WithRemedyOnce(error())}");
    }

    /// <summary>Adds the errors of a block, and its hint if it is the first one of the file.</summary>
    public void Add(UserErrors errors)
    {
        if (errors.Hint is { } hint && !_hasHint)
        {
            terminal.Warn($"{name}: {hint}");
            _hasHint = true;
        }
        Add((IEnumerable<string>)errors);
    }

    public void Add(IEnumerable<string> errors)
    {
        foreach (var error in errors)
            Add(error);
    }

    private string WithRemedyOnce(string error) =>
        Remedies.FirstOrDefault(remedy => error.EndsWith(remedy, StringComparison.Ordinal)) is { } remedy && !_shownRemedies.Add(remedy) ? error[..^remedy.Length] : error;

    /// <summary>Shows the number of lines with other errors.</summary>
    /// <param name="one">What a line is called.</param>
    /// <param name="many">What several lines are called.</param>
    public void End(string one = "line that cannot be read", string many = "lines that cannot be read")
    {
        if (_others > 0)
            terminal.Warn($"{name}: {Shown.Count(_others)} more {Shown.Noun(_others, one, many)}");
    }
}
