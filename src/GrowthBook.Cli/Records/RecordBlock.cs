using System.Buffers;
using System.Collections.Immutable;
using GrowthBook.Analysis;

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

    /// <summary>The warnings of the lines; <c>null</c> without any.</summary>
    public LineWarnings? Warnings { get; private set; }

    /// <summary>The number of bytes read from the stream up to the end of the block.</summary>
    public required long BytesRead { get; init; }

    /// <summary>Works on each line that is not blank.</summary>
    /// <param name="shard">The part of the lines that is worked on.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <param name="work">Works on a line, and returns its error or <c>null</c>.</param>
    /// <returns>The number of lines, of all shards.</returns>
    public long EachLine(Shard shard, ICollection<string> errors, LineWork work)
    {
        var lines = new RecordLines(this);
        var count = 0L;
        while (lines.Next())
        {
            count++;
            if (!shard.HasLine(lines.Number))
                continue;
            if ((lines.Error is { } unreadable ? $"line {lines.Number}: {unreadable}" : work(lines)) is { } error)
                errors.Add(error);
        }
        return count;
    }

    /// <summary>Adds the faults of a line that can be read.</summary>
    public void Warn(long line, ImmutableArray<PayloadError> faults)
    {
        if (!faults.IsEmpty)
            (Warnings ??= new LineWarnings()).Add(line, faults);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
}

/// <summary>Works on a line; returns its error, <c>null</c> for none.</summary>
internal delegate string? LineWork(in RecordLines line);
