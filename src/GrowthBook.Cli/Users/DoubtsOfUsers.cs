using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Attributes that probably are not what the payload reads, each with the first line that has it. Not safe for several threads.</summary>
internal sealed class DoubtsOfUsers
{
    private readonly HashSet<AttributeDoubt> _seen = [];
    private readonly List<(long Line, AttributeDoubt Doubt)> _found = [];

    /// <summary>The names and paths that the payload reads and of which there is a doubt.</summary>
    public IEnumerable<string> Attributes => _found.Select(each => each.Doubt.Attribute);

    /// <summary>The warnings as they are in results, of which the first line is named and the file is not.</summary>
    /// <param name="others">Attributes of which another warning tells already.</param>
    public IEnumerable<string> Texts(IEnumerable<string> others) =>
        Without(others).Select(each => FormattableString.Invariant($"line {each.Line}: {each.Doubt.Text}"));

    /// <summary>Adds the doubts of a line.</summary>
    public void Add(long line, IEnumerable<AttributeDoubt> doubts)
    {
        foreach (var doubt in doubts)
        {
            if (_found.Count < DoubtWarnings.MaxDoubts && _seen.Add(doubt))
                _found.Add((line, doubt));
        }
    }

    /// <summary>Adds those of later lines.</summary>
    public void Merge(DoubtsOfUsers later)
    {
        foreach (var (line, doubt) in later._found)
            Add(line, [doubt]);
    }

    /// <summary>Warns of each.</summary>
    /// <param name="file">The name of the file.</param>
    /// <param name="others">Attributes of which another warning tells already.</param>
    /// <param name="terminal">Shows the warnings.</param>
    public void Show(string file, IEnumerable<string> others, Terminal terminal)
    {
        var warnings = new DoubtWarnings(terminal);
        foreach (var (line, doubt) in Without(others))
            warnings.Show([doubt], $"{file}:{line}: ");
    }

    private IEnumerable<(long Line, AttributeDoubt Doubt)> Without(IEnumerable<string> others)
    {
        var known = others.ToHashSet(StringComparer.Ordinal);
        return _found.Where(each => !known.Contains(each.Doubt.Attribute));
    }
}
