using System.Collections.Immutable;
using System.Text;

namespace GrowthBook.Analysis;

/// <summary>The lines of a UTF-8 text: from the offset of a byte to its line and column.</summary>
public sealed class LineMap
{
    private readonly ReadOnlyMemory<byte> _utf8;

    /// <summary>The offset of the first byte of each line.</summary>
    private readonly ImmutableArray<int> _starts;

    private LineMap(ReadOnlyMemory<byte> utf8, ImmutableArray<int> starts) => (_utf8, _starts) = (utf8, starts);

    /// <summary>Finds the lines of a text. A line ends with a line feed.</summary>
    public static LineMap Of(ReadOnlyMemory<byte> utf8)
    {
        var starts = ImmutableArray.CreateBuilder<int>();
        starts.Add(0);
        var from = 0;
        while (utf8.Span[from..].IndexOf((byte)'\n') is var found and >= 0)
            starts.Add(from += found + 1);
        return new LineMap(utf8, starts.DrainToImmutable());
    }

    /// <summary>The line and column of a byte.</summary>
    /// <param name="offset">The byte's offset from the start of the text, from 0 to the length of the text, both inclusive.</param>
    public LineColumn PlaceOf(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return new LineColumn(line + 1, Encoding.UTF8.GetCharCount(_utf8.Span[_starts[line]..offset]) + 1);
    }
}
