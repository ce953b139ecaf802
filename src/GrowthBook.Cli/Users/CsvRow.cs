using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>
/// Reads a row of CSV (RFC 4180) line by line, with CsvHelper. A quote opens a cell only at the start of the cell, and elsewhere it is text: a row that took more
/// lines would lose them.
/// </summary>
internal sealed class CsvRow : IDisposable
{
    /// <summary>Maximum number of lines and of characters of an open row: without the closing quote it would take the rest of the file.</summary>
    public const int MaxLines = 100, MaxLength = 1 << 20;

    private static readonly char[] WhiteSpace = [.. Enumerable.Range(char.MinValue, char.MaxValue).Select(code => (char)code).Where(c => char.IsWhiteSpace(c) && c != '\n')];

    private readonly CsvRowText _text = new();
    private readonly List<string> _cells = [];
    private readonly CsvParser _parser;
    private int _length;
    private bool _isMalformed;

    public CsvRow() => _parser = new CsvParser(_text, new CsvConfiguration(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        TrimOptions = TrimOptions.Trim,
        WhiteSpaceChars = WhiteSpace,
        IgnoreBlankLines = false,
        BadDataFound = found => _isMalformed |= found.Field.AsSpan().TrimStart().StartsWith('"'), // another cell with a quote is text
    });

    /// <summary>The number of the first line.</summary>
    public long FirstLine { get; private set; }

    /// <summary>The number of lines; 0 before the first one.</summary>
    public int Lines { get; private set; }

    /// <summary>Whether a quoted cell continues on the next line.</summary>
    public bool IsOpen { get; private set; }

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
        _length += line.Length + 1;
        Parse(line);
        return _isMalformed ? $"text after the closing quote of a cell{(number == FirstLine ? "" : FormattableString.Invariant($" in line {number}"))}; write a quote within quotes twice"
            : IsOpen && (Lines == MaxLines || _length > MaxLength) ? Unclosed
            : null;
    }

    /// <summary>Takes the cells, without white space around them, and starts the next row.</summary>
    public List<string> Take()
    {
        List<string> cells = [.. _cells.Select(cell => cell.Trim())];
        _cells.Clear();
        (_length, Lines, IsOpen, _isMalformed) = (0, 0, false, false);
        return cells;
    }

    public void Dispose() => _parser.Dispose();

    /// <summary>Parses a line. Its first cell continues the last one of a row that is open.</summary>
    private void Parse(string line)
    {
        _text.Set(line, IsOpen);
        _parser.Read();
        for (var i = 0; i < _parser.Count; i++)
        {
            if (i == 0 && IsOpen)
                _cells[^1] += _parser[i];
            else
                _cells.Add(_parser[i]);
        }
        IsOpen = _text.IsUnclosed;
    }
}
