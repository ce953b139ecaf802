using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace GrowthBook;

/// <summary>
/// The short strings of one text, each made once: payloads repeat countries, plans, variation keys and names of
/// attributes. A small table in which a newer string replaces an older one.
/// </summary>
internal sealed class StringPool
{
    /// <summary>Longer strings are ids and seeds, which do not repeat.</summary>
    private const int MaxLength = 12;

    private const int SlotBits = 8;

    private readonly Value.String?[] _recent = new Value.String?[1 << SlotBits];

    /// <summary>The name that the reader is at, as <see cref="Text"/> reads it; a long one without a value around it.</summary>
    public string Name(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped || reader.ValueSpan.Length <= MaxLength ? Text(ref reader).Content : Utf8.GetString(reader.ValueSpan);

    /// <summary>The string that the reader is at. Unlike the reader's own, it keeps lone surrogates and never throws.</summary>
    public Value.String Text(ref Utf8JsonReader reader)
    {
        var utf8 = reader.ValueSpan;
        if (reader.ValueIsEscaped)
            return new Value.String(Unescape(Utf8.GetString(utf8)));
        if (utf8.Length > MaxLength)
            return new Value.String(Utf8.GetString(utf8));

        ref var recent = ref _recent[SlotOf(utf8)];
        if (recent is null || !Utf8.IsAsciiOf(utf8, recent.Content))
            recent = new Value.String(Utf8.GetString(utf8));
        return recent;
    }

    /// <summary>The place of a short string in the table, from all of its bytes.</summary>
    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var length = utf8.Length;
        ulong bytes = length switch
        {
            0 => 0,
            < 4 => utf8[0] | ((ulong)utf8[length / 2] << 8) | ((ulong)utf8[length - 1] << 16),
            < 8 => BinaryPrimitives.ReadUInt32LittleEndian(utf8) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(utf8.Slice(length - 4)) << 32),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(utf8) + (31 * BinaryPrimitives.ReadUInt64LittleEndian(utf8.Slice(length - 8))),
        };
        return (int)(unchecked((bytes + (ulong)length) * 0x9E3779B97F4A7C15) >> (64 - SlotBits)); // Fibonacci hashing
    }

    /// <summary>The text of a string with escapes, which the reader has found to be well formed.</summary>
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }
            var escape = escaped[++i];
            if (escape == 'u')
            {
                text.Append((char)Hexadecimal.Parse(escaped, i + 1, 4));
                i += 4;
            }
            else
            {
                text.Append(escape switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escape });
            }
        }
        return text.ToString();
    }
}
