using System.Text;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads a row of CSV (RFC 4180) line by line. A quote opens a cell only at the start of the cell, and elsewhere it is text: a row that took more
/// lines would lose them.
/// </summary>
internal sealed class CsvRow
{
    /// <summary>Maximum number of lines and of characters of an open row: without the closing quote it would take the rest of the file.</summary>
    public const int MaxLines = 100, MaxLength = 1 << 20;

    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private Place _place;
    private int _length;

    private enum Place
    {
        Start,
        Plain,
        Quoted,

        /// <summary>After a quote in a quoted cell, which closes it or is the first one of a doubled quote.</summary>
        Quote,

        /// <summary>In white space after the closing quote.</summary>
        Closed,
    }

    /// <summary>The number of the first line.</summary>
    public long FirstLine { get; private set; }

    /// <summary>The number of lines; 0 before the first one.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether a quoted cell continues on the next line.</summary>
    public bool IsOpen => _place == Place.Quoted;

    /// <summary>The error of a row that ends within a quoted cell.</summary>
    public string Unclosed => $"a quoted cell has no end, so that {Shown.Count(Lines, "line is", "lines are")} not read; close it with a quote";

    /// <summary>Adds a line to the row.</summary>
    /// <param name="number">The number of the line.</param>
    /// <param name="line">The line.</param>
    /// <returns>Why the row is malformed or too long; otherwise <c>null</c>.</returns>
    public string? Add(long number, string line)
    {
        if (Lines++ == 0)
            FirstLine = number;
        else
            _cell.Append('\n');
        _length += line.Length + 1;
        foreach (var next in line)
        {
            if (!Add(next))
                return $"text after the closing quote of a cell{(number == FirstLine ? "" : FormattableString.Invariant($" in line {number}"))}; write a quote within quotes twice";
        }
        if (!IsOpen)
            EndCell();
        return IsOpen && (Lines == MaxLines || _length > MaxLength) ? Unclosed : null;
    }

    /// <summary>Takes the cells, without white space around them, and starts the next row.</summary>
    public List<string> Take()
    {
        List<string> cells = [.. _cells];
        _cells.Clear();
        _cell.Clear();
        (_place, _length, Lines) = (Place.Start, 0, 0);
        return cells;
    }

    /// <summary>Adds a character; returns <c>false</c> for text after a closing quote.</summary>
    private bool Add(char next)
    {
        switch (next)
        {
            case '"' when _place == Place.Start:
                _cell.Clear(); // white space before the quote
                _place = Place.Quoted;
                return true;
            case '"' when _place == Place.Quoted:
                _place = Place.Quote;
                return true;
            case '"' when _place == Place.Quote: // the second one of a doubled quote
                _place = Place.Quoted;
                break;
            case ',' when _place != Place.Quoted:
                EndCell();
                return true;
            case var _ when _place is Place.Quote or Place.Closed:
                _place = Place.Closed;
                return char.IsWhiteSpace(next);
            case var _ when _place == Place.Start && !char.IsWhiteSpace(next):
                _place = Place.Plain;
                break;
        }
        _cell.Append(next);
        return true;
    }

    private void EndCell()
    {
        _cells.Add(_cell.ToString().Trim());
        _cell.Clear();
        _place = Place.Start;
    }
}
