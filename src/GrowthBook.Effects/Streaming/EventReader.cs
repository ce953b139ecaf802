using System.Globalization;
using System.Text;

namespace GrowthBook.Client;

/// <summary>
/// Reads server-sent events from a stream. One event is in memory at a time: a buffer grows up to the size limit, and one that a large
/// event needed is released after the event, so that a stream of many days holds 32 KiB at most between events. Not thread-safe.
/// </summary>
/// <param name="stream">The stream; not disposed.</param>
/// <param name="limit">The largest permitted event in bytes.</param>
/// <param name="received">Called after bytes have arrived.</param>
internal sealed class EventReader(Stream stream, int limit, Action received)
{
    /// <summary>The buffer that is kept between events, in bytes: 16 KiB.</summary>
    public const int KeptBytes = 16 * 1024;

    private readonly byte[] _chunk = new byte[KeptBytes];
    private int _start;
    private int _end;

    /// <summary>The lines of the current event, each with a line feed.</summary>
    private byte[] _event = [];
    private int _length;
    private int _lineStart;
    private bool _isAfterReturn;
    private bool _hasBegun;

    /// <summary>The bytes that the reader holds between two calls.</summary>
    public int HeldBytes => _chunk.Length + _event.Length;

    /// <summary>The last retry time that the server named; at most 300 seconds count. <c>null</c> without one.</summary>
    public TimeSpan? Retry { get; private set; }

    /// <summary>Reads up to the end of the next event that has data; an event that the stream does not finish is dropped.</summary>
    /// <returns>The event; <c>null</c> at the end of the stream.</returns>
    /// <exception cref="EventTooLargeException">An event exceeds the limit.</exception>
    public async Task<StreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TakeEvent() is { } taken)
                return taken;
            (_start, _end) = (0, await stream.ReadSomeAsync(_chunk, 0, _chunk.Length, cancellationToken).ConfigureAwait(false));
            if (_end == 0)
                return null;
            received();
        }
    }

    /// <summary>Consumes bytes of the chunk up to the end of an event. A line ends with CR, LF or both, an event with an empty line.</summary>
    private StreamEvent? TakeEvent()
    {
        while (_start < _end)
        {
            var rest = _chunk.AsSpan(_start, _end - _start);
            var isRestOfEnd = _isAfterReturn && rest[0] == '\n';
            _isAfterReturn = false;
            if (isRestOfEnd)
            {
                _start++;
                continue;
            }
            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0)
            {
                _start = _end;
                Append(rest);
                break;
            }
            _start += end + 1;
            _isAfterReturn = rest[end] == '\r';
            Append(rest.Slice(0, end));
            if (_length == _lineStart)
            {
                if (EndEvent() is { } ended)
                    return ended;
                continue;
            }
            Append("\n"u8);
            _lineStart = _length;
        }
        return null;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > limit - _length)
            throw new EventTooLargeException();
        var length = _length + bytes.Length;
        if (length > _event.Length)
            Array.Resize(ref _event, (int)Math.Min(Math.Max(_event.Length * 2L, Math.Max(length, 1024)), Math.Max(limit, length)));
        bytes.CopyTo(_event.AsSpan(_length));
        _length = length;
    }

    /// <summary>The event of the lines read; <c>null</c> if they have no data.</summary>
    private StreamEvent? EndEvent()
    {
        var lines = _event.AsSpan(0, _length);
        if (!_hasBegun && lines.StartsWith("\uFEFF"u8))
            lines = lines.Slice(3);
        _hasBegun = true;
        var parsed = Parse(lines);
        (_length, _lineStart) = (0, 0);
        if (_event.Length > KeptBytes)
            _event = [];
        return parsed;
    }

    /// <summary>Moves the values of all lines <c>data</c> together in the buffer: no value lies after its own line.</summary>
    private StreamEvent? Parse(Span<byte> lines)
    {
        string? name = null;
        var data = -1;
        for (int start = 0, next; start < lines.Length; start = next)
        {
            var line = lines.Slice(start, lines.Slice(start).IndexOf((byte)'\n'));
            next = start + line.Length + 1;
            var colon = line.IndexOf((byte)':');
            var field = colon < 0 ? line : line.Slice(0, colon);
            var value = colon < 0 ? default : line.Slice(colon + 1);
            if (value.Length > 0 && value[0] == ' ')
                value = value.Slice(1);
            if (field.SequenceEqual("data"u8))
            {
                if (data >= 0)
                    lines[data] = (byte)'\n';
                value.CopyTo(lines.Slice(data + 1));
                data += value.Length + 1;
            }
            else if (field.SequenceEqual("event"u8))
            {
                name = NameOf(value);
            }
            else if (field.SequenceEqual("retry"u8))
            {
                Retry = RetryOf(value) ?? Retry;
            }
        }
        return data < 0 ? null : name switch
        {
            "features" => new StreamEvent.Payload(lines.Slice(0, data).ToArray()),
            "features-updated" => new StreamEvent.Changed(),
            _ => new StreamEvent.Other(),
        };
    }

    /// <summary>The names that have a meaning; others need no text.</summary>
    private static string? NameOf(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("features"u8) ? "features" : value.SequenceEqual("features-updated"u8) ? "features-updated" : null;

    private static TimeSpan? RetryOf(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= 18 && long.TryParse(Encoding.ASCII.GetString(value.ToArray()), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? BackOff.Min(TimeSpan.FromMilliseconds(Math.Min(milliseconds, int.MaxValue)), BackOff.Longest)
            : null;
}

/// <summary>Thrown if an event of a stream exceeds the size limit.</summary>
internal sealed class EventTooLargeException : Exception;
