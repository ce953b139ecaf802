namespace GrowthBook.Pure.Differential;

/// <summary>
/// Lines of a byte stream, ended only by <c>\n</c>: a JSON text may contain the other line ends of Unicode.
/// </summary>
internal static class Lines
{
    public static IEnumerable<ReadOnlyMemory<byte>> Of(Stream stream)
    {
        var buffer = new byte[1 << 16];
        var (start, end) = (0, 0);
        while (true)
        {
            // Only the bytes of the last read can have a line end.
            var scanned = end;
            if (end == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
                break;
            end += read;
            for (var at = Find(buffer, scanned, end); at >= 0; at = Find(buffer, start, end))
            {
                yield return buffer.AsMemory(start, at - start);
                start = at + 1;
            }
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end > start)
            yield return buffer.AsMemory(start, end - start);
    }

    private static int Find(byte[] buffer, int from, int end)
    {
        var at = buffer.AsSpan(from, end - from).IndexOf((byte)'\n');
        return at < 0 ? -1 : from + at;
    }
}
