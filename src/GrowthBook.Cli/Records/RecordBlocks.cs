using System.Buffers;

namespace GrowthBook.Cli;

/// <summary>
/// Reads a stream in blocks of whole lines. A block ends after the last line that one read of the stream completes, so that
/// no line waits for the next one. Memory is bounded by the longest line; a byte order mark is skipped.
/// </summary>
/// <param name="stream">The text in UTF-8.</param>
/// <param name="limit">The length in bytes from which the text of a line is discarded.</param>
internal sealed class RecordBlocks(Stream stream, int limit = RecordBlocks.DefaultLimit)
{
    public const int DefaultLimit = 1 << 28;

    private const int BlockSize = 1 << 16;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _length;
    private long _line = 1;
    private long _bytesRead;
    private bool _isAtEnd;
    private bool _isPastStart;

    /// <summary>The error that ended the reading early; <c>null</c> without one.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Reads the next block.</summary>
    /// <returns>The block, which the caller disposes; <c>null</c> at the end of the stream.</returns>
    public RecordBlock? Next()
    {
        if (_buffer.AsSpan(0, _length).LastIndexOf((byte)'\n') is >= 0 and var last)
            return Take(last + 1, isTooLong: false); // after a line that was too long
        var isTooLong = false;
        while (!_isAtEnd)
        {
            var searched = _length;
            Fill();
            if (!_isPastStart)
            {
                if (!PassStart())
                    continue;
                searched = 0;
            }
            var added = _buffer.AsSpan(searched, _length - searched);
            var end = isTooLong ? added.IndexOf((byte)'\n') : added.LastIndexOf((byte)'\n');
            if (end >= 0)
                return Take(searched + end + 1, isTooLong);
            if (_length >= limit || isTooLong)
            {
                isTooLong = true;
                _length = 0;
            }
        }
        if (_length == 0 && !isTooLong)
            return null;
        return Take(_length, isTooLong);
    }

    /// <summary>Skips a byte order mark and checks the encoding as soon as the first bytes are known.</summary>
    /// <returns>Whether the text can be searched for lines.</returns>
    private bool PassStart()
    {
        var text = _buffer.AsSpan(0, _length);
        if (text.Length < TextEncoding.Length && !_isAtEnd && text.IndexOf((byte)'\n') < 0)
            return false;
        _isPastStart = true;
        if (TextEncoding.Error(text) is { } error)
        {
            Failure = new InvalidDataException(error);
            _isAtEnd = true;
            _length = 0;
        }
        else if (text.StartsWith("\uFEFF"u8))
        {
            text[3..].CopyTo(text);
            _length -= 3;
        }
        return true;
    }

    /// <summary>Returns the text up to a position as a block, and keeps the rest for the next one.</summary>
    private RecordBlock Take(int end, bool isTooLong)
    {
        var rest = _buffer.AsSpan(end, _length - end);
        var next = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, rest.Length * 2));
        rest.CopyTo(next);
        var block = new RecordBlock(_buffer, isTooLong ? 0 : end, _line, isTooLong) { BytesRead = _bytesRead };
        _line += isTooLong ? 1 : _buffer.AsSpan(0, end).Count((byte)'\n');
        _length = rest.Length;
        _buffer = next;
        return block;
    }

    private void Fill()
    {
        if (_length == _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }
        try
        {
            var read = stream.Read(_buffer, _length, _buffer.Length - _length);
            _isAtEnd = read == 0;
            _length += read;
            _bytesRead += read;
        }
        catch (Exception e) when (Fault.IsOfFile(e))
        {
            Failure = e;
            _isAtEnd = true;
        }
    }
}
