namespace GrowthBook.Cli;

/// <summary>
/// A stream for messages, which drops what it cannot write, such as to a closed descriptor or a full disk: a message that is lost does not change the
/// exit code.
/// </summary>
/// <param name="stream">Receives the text.</param>
internal sealed class MessageStream(Stream stream) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // dropped
        }
    }

    public override void Flush()
    {
        // Nothing is kept: a write reaches the stream, which has no buffer.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
