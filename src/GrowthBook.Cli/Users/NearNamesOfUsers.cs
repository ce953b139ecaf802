namespace GrowthBook.Cli;

/// <summary>Pairs of nearly the same names, each with the first line that has it. Not safe for several threads.</summary>
internal sealed class NearNamesOfUsers
{
    private readonly HashSet<(string Read, string Given)> _seen = [];
    private readonly List<(long Line, string Read, string Given)> _found = [];

    /// <summary>Adds the names of a line.</summary>
    public void Add(long line, IEnumerable<(string Read, string Given)> names)
    {
        foreach (var (read, given) in names)
        {
            if (_found.Count < NearNameWarnings.MaxNames && _seen.Add((read, given)))
                _found.Add((line, read, given));
        }
    }

    /// <summary>Adds those of later lines.</summary>
    public void Merge(NearNamesOfUsers later)
    {
        foreach (var (line, read, given) in later._found)
            Add(line, [(read, given)]);
    }

    /// <summary>Warns of each pair.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="others">Attributes of which another warning tells already.</param>
    /// <param name="terminal">Shows the warnings.</param>
    public void Show(string file, IEnumerable<string> others, Terminal terminal)
    {
        var known = others.ToHashSet(StringComparer.Ordinal);
        var warnings = new NearNameWarnings(terminal);
        foreach (var (line, read, given) in _found.Where(each => !known.Contains(each.Read)))
            warnings.Show([(read, given)], $"{file}:{line}: ");
    }
}
