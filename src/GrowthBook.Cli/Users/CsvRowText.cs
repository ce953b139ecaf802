namespace GrowthBook.Cli;

/// <summary>
/// A line of CSV as text with its line end. A quoted cell that continues from the line before gets a quote before the line, and one that continues on the next
/// line a quote after it, so that each line is whole for the parser.
/// </summary>
internal sealed class CsvRowText : TextReader
{
    private const string Quote = "\"";

    /// <summary>The parts that are not read yet.</summary>
    private readonly Queue<string> _parts = [];

    private int _at;

    /// <summary>Whether the line ends within a quoted cell: only then a parser reads more than the line.</summary>
    public bool IsUnclosed { get; private set; }

    /// <summary>Sets the line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="continues">Whether it begins within a quoted cell.</param>
    public void Set(string line, bool continues)
    {
        IsUnclosed = false;
        if (continues)
            _parts.Enqueue(Quote);
        _parts.Enqueue(line);
        _parts.Enqueue("\n");
    }

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <summary>Reads the text, or a part of it. The end of a cell that continues is text of its own.</summary>
    public override int Read(Span<char> buffer)
    {
        if (_parts.Count == 0)
        {
            IsUnclosed = true;
            _parts.Enqueue(Quote);
            _parts.Enqueue("\n");
        }
        var count = 0;
        while (count < buffer.Length && _parts.TryPeek(out var part))
        {
            var length = Math.Min(part.Length - _at, buffer.Length - count);
            part.AsSpan(_at, length).CopyTo(buffer[count..]);
            (count, _at) = (count + length, _at + length);
            if (_at < part.Length)
                continue;
            _parts.Dequeue();
            _at = 0;
        }
        return count;
    }
}
