namespace GrowthBook.AspNetCore;

/// <summary>A stream to write to, which calls a function before the first write or flush.</summary>
internal sealed class FirstWriteStream(Stream inner, Action beforeWrite) : Stream
{
    private Action? _beforeWrite = beforeWrite;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private Stream Ready
    {
        get
        {
            Interlocked.Exchange(ref _beforeWrite, null)?.Invoke();
            return inner;
        }
    }

    public override void Flush() => Ready.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => Ready.FlushAsync(cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => Ready.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => Ready.Write(buffer);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Ready.WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Ready.WriteAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
