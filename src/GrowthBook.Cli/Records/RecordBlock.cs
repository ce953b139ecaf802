using System.Buffers;

namespace GrowthBook.Cli;

/// <summary>Whole lines of a file in a pooled buffer, which <see cref="Dispose"/> returns.</summary>
/// <param name="buffer">The buffer from the shared pool.</param>
/// <param name="length">The number of bytes of text.</param>
/// <param name="firstLine">The number of the first line, from 1.</param>
/// <param name="isTooLong">Whether the block stands for one line that exceeds the limit, whose text was discarded.</param>
internal sealed class RecordBlock(byte[] buffer, int length, long firstLine, bool isTooLong) : IDisposable
{
    public ReadOnlySpan<byte> Text => buffer.AsSpan(0, length);

    public long FirstLine => firstLine;

    public bool IsTooLong => isTooLong;

    /// <summary>The number of bytes read from the stream up to the end of the block.</summary>
    public required long BytesRead { get; init; }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}
