namespace GrowthBook.AspNetCore;

/// <summary>
/// Finds the end of an HTML page, <c>&lt;/body&gt;&lt;/html&gt;</c> and nothing after it, while the page is written. Other occurrences, such as in
/// a script, are not the end.
/// </summary>
internal sealed class EndOfPage
{
    /// <summary>How many bytes are held back at most.</summary>
    private const int MaxHeld = 1024;

    /// <summary>The end, with a space for any white space.</summary>
    private const string End = "</body > </html > ";

    private static readonly int AfterBody = End.IndexOf('>', StringComparison.Ordinal) + 1;

    private readonly List<byte> _held = [];

    /// <summary>The index in <see cref="End"/> of the next character.</summary>
    private int _next;

    /// <summary>Takes the next bytes of the page.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="ready">Gets the bytes that are not held back.</param>
    public void Add(ReadOnlySpan<byte> bytes, Stream ready)
    {
        while (!bytes.IsEmpty)
        {
            if (_held.Count == 0)
            {
                var start = bytes.IndexOf((byte)'<');
                ready.Write(start < 0 ? bytes : bytes[..start]);
                if (start < 0)
                    return;
                bytes = bytes[start..];
            }
            Add(bytes[0], ready);
            bytes = bytes[1..];
        }
    }

    /// <summary>Ends the page.</summary>
    /// <param name="script">The script, which comes before the end; after the last byte if the page has no end.</param>
    /// <param name="ready">Gets the rest of the page.</param>
    public void Finish(ReadOnlySpan<byte> script, Stream ready)
    {
        if (_next >= AfterBody)
            ready.Write(script);
        ready.Write([.. _held]);
        if (_next < AfterBody)
            ready.Write(script);
        _held.Clear();
    }

    private void Add(byte value, Stream ready)
    {
        if (_held.Count < MaxHeld && Matches(value))
        {
            _held.Add(value);
            return;
        }
        // The held bytes are not the end: the first is ready, and the end can begin at one of the others.
        byte[] again = [.. _held, value];
        _held.Clear();
        _next = 0;
        ready.WriteByte(again[0]);
        Add(again.AsSpan(1), ready);
    }

    private bool Matches(byte value)
    {
        while (_next < End.Length && End[_next] == ' ')
        {
            if (value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f')
                return true;
            _next++;
        }
        if (_next == End.Length || End[_next] != char.ToLowerInvariant((char)value))
            return false;
        _next++;
        return true;
    }
}
