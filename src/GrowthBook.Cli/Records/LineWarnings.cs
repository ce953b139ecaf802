using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>What may not be meant in lines that can be read, such as an id that loses digits. The first ones have a text, the others are counted.</summary>
internal sealed class LineWarnings
{
    /// <summary>Maximum number of warnings that have a text.</summary>
    private const int MaxShown = 10;

    private readonly List<(long Line, PayloadError Fault)> _first = [];

    /// <summary>The number of warnings.</summary>
    public long Count { get; private set; }

    /// <summary>Adds the faults of a line.</summary>
    public void Add(long line, ImmutableArray<PayloadError> faults)
    {
        foreach (var fault in faults)
            Add(line, fault);
    }

    /// <summary>Adds those of later lines, and shows the first ones.</summary>
    /// <param name="later">The warnings of later lines.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="terminal">Shows them.</param>
    public void AddShown(LineWarnings later, string name, Terminal terminal)
    {
        foreach (var (line, fault) in later._first)
        {
            if (Add(line, fault))
                terminal.Warn($"{Diagnostics.SeverityOf(fault)}: {name}:{line}: {fault.Path}: {fault.Message}");
        }
        Count += later.Count - later._first.Count;
    }

    /// <summary>Shows the number of those without a text.</summary>
    public void End(string name, Terminal terminal)
    {
        if (Count > _first.Count)
            terminal.Warn($"{Analysis.Shown.Count(Count - _first.Count, "more warning")} of lines in {name}");
    }

    private bool Add(long line, PayloadError fault)
    {
        Count++;
        if (_first.Count == MaxShown)
            return false;
        _first.Add((line, fault));
        return true;
    }
}
