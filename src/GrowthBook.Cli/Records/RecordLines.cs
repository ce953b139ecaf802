namespace GrowthBook.Cli;

/// <summary>
/// Reads the lines of a stream one at a time into one buffer, whose size is bounded by the longest line. Line ends
/// are <c>\n</c> or <c>\r\n</c>, and the last may be missing; a byte order mark and blank lines are skipped.
/// </summary>
/// <param name="stream">The text in UTF-8.</param>
/// <param name="beforeReading">Called before each read of the stream, which may block.</param>
/// <param name="limit">The length in bytes from which the text of a line is discarded.</param>
internal sealed class RecordLines(Stream stream, Action beforeReading, int limit = RecordLines.DefaultLimit)
{
    public const int DefaultLimit = 1 << 28;

    private const int InitialBufferSize = 1 << 16;

    private byte[] _buffer = new byte[InitialBufferSize];
    private int _start;
    private int _end;
    private int _searched;
    private int _length;
    private bool _isAtEnd;
    private bool _isPastMark;

    /// <summary>The current line, without white space around it; empty for a line that is too long.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start - _length, _length).Trim(" \t\r\n"u8);

    /// <summary>Whether the line exceeds the limit, so that its text was discarded.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The number of the current line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The exception that ended the reading early; <c>null</c> without one.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The number of bytes read from the stream.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Moves to the next line that is not blank.</summary>
    /// <returns><c>false</c> at the end of the stream.</returns>
    public bool Next()
    {
        do
        {
            if (!Advance())
                return false;
            Number++;
        }
        while (!IsTooLong && Line.IsEmpty);
        return true;
    }

    private bool Advance()
    {
        IsTooLong = false;
        while (true)
        {
            var found = _buffer.AsSpan(_searched.._end).IndexOf((byte)'\n');
            if (found >= 0)
            {
                Take(_searched + found + 1);
                return true;
            }
            _searched = _end;
            if (_isAtEnd)
            {
                var hasRest = _start < _end || IsTooLong;
                Take(_end);
                return hasRest;
            }
            if (_end - _start >= limit)
            {
                IsTooLong = true;
                _start = _searched = _end = 0;
            }
            Fill();
        }
    }

    private void Take(int end)
    {
        _length = IsTooLong ? 0 : end - _start;
        _start = _searched = end;
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end, _searched) = (0, _end - _start, _searched - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        beforeReading();
        var read = Read();
        _isAtEnd = read == 0;
        _end += read;
        BytesRead += read;
        if (!_isPastMark && (_end >= 3 || _isAtEnd))
        {
            _isPastMark = true;
            if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
                _start = _searched = 3;
        }
    }

    private int Read()
    {
        try
        {
            return stream.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            Failure = e;
            return 0;
        }
    }
}
