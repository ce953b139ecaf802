using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Shows unknown members of results, each name at its first line. Further names are counted.</summary>
/// <param name="name">The file's name.</param>
/// <param name="terminal">Shows the warnings.</param>
internal sealed class ResultWarnings(string name, Terminal terminal)
{
    /// <summary>Maximum number of names that are shown.</summary>
    private const int MaxShown = 10;

    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);
    private long _others;

    /// <summary>Adds those of a line.</summary>
    public void Add(long line, ImmutableArray<PayloadError> unknown)
    {
        foreach (var member in unknown.Where(member => !_shown.Contains(member.Path)))
        {
            if (_shown.Count == MaxShown)
            {
                _others++;
                continue;
            }
            _shown.Add(member.Path);
            terminal.Warn($"{Diagnostics.SeverityOf(member)}: {name}:{line}: {member.Path}: {member.Message}");
        }
    }

    /// <summary>Shows the number of the others.</summary>
    public void End()
    {
        if (_others > 0)
            terminal.Warn($"{Shown.Count(_others, "more unknown member")} of results in {name}");
    }
}
