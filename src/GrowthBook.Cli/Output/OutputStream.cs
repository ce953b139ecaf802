using GrowthBook.Client;

namespace GrowthBook.Cli;

/// <summary>A stream that keeps nothing: each write reaches its target.</summary>
internal abstract class OutputStream : WriteOnlyStream
{
    public abstract override void Write(ReadOnlySpan<byte> buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is kept.
    }
}
