using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The lines of a UTF-8 text: from the offset of a byte to its line and column.</summary>
public sealed class LineMap
{
    /// <summary>The number of bytes of a block. A payload is often one line, so that columns are counted from the start of a block.</summary>
    private const int BlockLength = 1024;

    private readonly ReadOnlyMemory<byte> _utf8;

    /// <summary>The offset of the first byte of each line.</summary>
    private readonly ImmutableArray<int> _starts;

    /// <summary>The number of UTF-16 code units before each block.</summary>
    private readonly ImmutableArray<int> _units;

    private LineMap(ReadOnlyMemory<byte> utf8, ImmutableArray<int> starts, ImmutableArray<int> units) => (_utf8, _starts, _units) = (utf8, starts, units);

    /// <summary>Finds the lines of a text. A line ends with a line feed, and the first one starts after a byte order mark.</summary>
    public static LineMap Of(ReadOnlyMemory<byte> utf8)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        starts.Add(utf8.Span.StartsWith("\uFEFF"u8) ? 3 : 0);
        var from = 0;
        while (utf8.Span[from..].IndexOf((byte)'\n') is var found and >= 0)
            starts.Add(from += found + 1);
        var units = ImmutableArray.CreateBuilder<int>((utf8.Length / BlockLength) + 1);
        units.Add(0);
        for (var at = BlockLength; at <= utf8.Length; at += BlockLength)
            units.Add(units[^1] + Units(utf8.Span.Slice(at - BlockLength, BlockLength)));
        return new LineMap(utf8, starts.DrainToImmutable(), units.MoveToImmutable());
    }

    /// <summary>The line and column of a byte.</summary>
    /// <param name="offset">The byte's offset from the start of the text, from 0 to the length of the text, both inclusive.</param>
    public LineColumn PlaceOf(int offset)
    {
        var start = Math.Max(offset, _starts[0]);
        var found = _starts.BinarySearch(start);
        var line = found >= 0 ? found : ~found - 1;
        return new LineColumn(line + 1, UnitsBefore(start) - UnitsBefore(_starts[line]) + 1);
    }

    /// <summary>The line and column of a byte, by its line and its offset from the start of the line, both from 0; the end of the text for one after it.</summary>
    internal LineColumn PlaceOf(int line, int offset) => PlaceOf(Math.Min(_starts[line] + offset, _utf8.Length));

    private int UnitsBefore(int offset)
    {
        var block = offset / BlockLength;
        return _units[block] + Units(_utf8.Span[(block * BlockLength)..offset]);
    }

    /// <summary>The UTF-16 code units of characters that begin in the bytes: one, and two where the first of four bytes is.</summary>
    private static int Units(ReadOnlySpan<byte> utf8)
    {
        var units = 0;
        foreach (var each in utf8)
            units += (each & 0xC0) == 0x80 ? 0 : each >= 0xF0 ? 2 : 1;
        return units;
    }
}
