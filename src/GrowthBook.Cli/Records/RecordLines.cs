using System.Collections.Immutable;

namespace GrowthBook.Cli;

/// <summary>
/// The lines of a block. Line ends are <c>\n</c> or <c>\r\n</c>, and the last may be missing; blank lines are skipped.
/// </summary>
internal ref struct RecordLines
{
    private static readonly string TooLong = FormattableString.Invariant($"the line is longer than {RecordBlocks.DefaultLimit >> 20} MiB, the limit of a line");

    private readonly RecordBlock _block;
    private readonly bool _isTooLong;
    private readonly bool _isUtf8;
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _whole;
    private bool _isAtEnd;

    public RecordLines(RecordBlock block)
    {
        _block = block;
        _rest = block.Text;
        _isTooLong = block.IsTooLong;
        _isUtf8 = System.Text.Unicode.Utf8.IsValid(block.Text);
        Number = block.FirstLine - 1;
    }

    /// <summary>The current line, without white space around it; empty for a line that is too long.</summary>
    public ReadOnlySpan<byte> Line { get; private set; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The error of a line that cannot be read: of one whose text was discarded the limit, and of one that is not UTF-8 the byte in the line; <c>null</c> for text.</summary>
    public readonly string? Error => _isTooLong ? TooLong : _isUtf8 ? null : TextEncoding.Invalid(_whole)?.Error;

    /// <summary>Adds the faults of the current line, which can be read.</summary>
    public readonly void Warn(ImmutableArray<PayloadError> faults) => _block.Warn(Number, faults);

    /// <summary>Moves to the next line that is not blank.</summary>
    /// <returns><c>false</c> at the end of the block.</returns>
    public bool Next()
    {
        if (_isTooLong)
        {
            Number++;
            (var isFirst, _isAtEnd) = (!_isAtEnd, true);
            return isFirst;
        }
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf((byte)'\n');
            _whole = end < 0 ? _rest : _rest[..end];
            Line = _whole.Trim(" \t\r"u8);
            _rest = end < 0 ? default : _rest[(end + 1)..];
            Number++;
            if (!Line.IsEmpty)
                return true;
        }
        return false;
    }
}
