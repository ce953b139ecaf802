using System.Runtime.CompilerServices;
using GrowthBook.Client;

namespace FlagServer;

/// <summary>
/// A payload as it came, on one line, as an event of a stream needs it. Features and streams have the same bytes: SDKs that compare
/// them would otherwise take the first event for a change.
/// </summary>
internal static class PayloadLine
{
    /// <summary>Made once for all requests and streams: a copy for each of a thousand slow readers would be gigabytes.</summary>
    private static readonly ConditionalWeakTable<PayloadSnapshot, byte[]> Lines = [];

    /// <summary>The payload without line breaks; its own text if that has none.</summary>
    public static ReadOnlyMemory<byte> Of(PayloadSnapshot payload) =>
        payload.Json.Span.ContainsAny((byte)'\n', (byte)'\r') ? Lines.GetValue(payload, static each => OnOneLine(each.Json.Span)) : payload.Json;

    /// <summary>In JSON, line breaks are white space: in strings they are escaped.</summary>
    private static byte[] OnOneLine(ReadOnlySpan<byte> json)
    {
        var line = json.ToArray();
        line.AsSpan().Replace((byte)'\n', (byte)' ');
        line.AsSpan().Replace((byte)'\r', (byte)' ');
        return line;
    }
}
