namespace GrowthBook.Client;

/// <summary>
/// Wraps a stream of server-sent events: reports that bytes arrived, and fails if one event exceeds a size limit. Without
/// the limit, the parser would buffer an endless event completely.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="limit">The largest permitted event in bytes.</param>
/// <param name="received">Called after bytes have arrived.</param>
internal sealed class EventLimitStream(Stream inner, int limit, Action received) : Stream
{
    private int _eventBytes;
    private bool _isAtLineStart = true;
    private bool _isAfterReturn;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = await inner.ReadSomeAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count(buffer.Span.Slice(0, read));
        return read;
    }
#endif

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    /// <summary>An empty line ends an event; a line ends with CR, LF or both.</summary>
    private void Count(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 0)
            received();
        foreach (var b in bytes)
        {
            var isEnd = b is (byte)'\n' or (byte)'\r';
            if (!(b == '\n' && _isAfterReturn))
            {
                _eventBytes = isEnd && _isAtLineStart ? 0 : _eventBytes + 1;
                _isAtLineStart = isEnd;
            }
            _isAfterReturn = b == '\r';
            if (_eventBytes > limit)
                throw new EventTooLargeException();
        }
    }
}

/// <summary>Thrown if an event of a stream exceeds the size limit.</summary>
internal sealed class EventTooLargeException : Exception;
