using System.Buffers;
using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>The text of the recorded outcome in a line: comparing it is cheaper than reading it.</summary>
/// <param name="Result">The place of the result.</param>
/// <param name="Effects">The place of the effects.</param>
internal readonly record struct RecordedText(Range Result, Range Effects)
{
    /// <summary>Finds both members of a record; <c>false</c> without exactly one of each, and for invalid JSON.</summary>
    public static bool TryFind(ReadOnlySpan<byte> line, out RecordedText text)
    {
        var (results, effects) = (0, 0);
        text = default;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isResult = reader.ValueTextEquals("result"u8);
                var isEffects = !isResult && reader.ValueTextEquals("effects"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var place = start..(int)reader.BytesConsumed;
                (results, text) = isResult ? (results + 1, text with { Result = place }) : (results, text);
                (effects, text) = isEffects ? (effects + 1, text with { Effects = place }) : (effects, text);
            }
            return results == 1 && effects == 1 && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // the reader of records names the fault
        }
    }

    /// <summary>Whether an answer has this text.</summary>
    public bool IsOf(EvaluationAnswer answer, ReadOnlySpan<byte> line) =>
        IsText(answer.Result, line[Result]) && IsText(answer.Effects, line[Effects]);

    /// <summary>Copies the line without the outcome: <c>null</c> and spaces stand in its place, as far as they fit.</summary>
    public void CopyRequest(ReadOnlySpan<byte> line, Span<byte> request)
    {
        line.CopyTo(request);
        Clear(request[Result]);
        Clear(request[Effects]);
    }

    /// <summary>Replaces a value; one that is shorter than <c>null</c> costs nothing to read.</summary>
    private static void Clear(Span<byte> value)
    {
        if (value.Length < 4)
            return;
        value.Fill((byte)' ');
        "null"u8.CopyTo(value);
    }

    private static bool IsText(Value value, ReadOnlySpan<byte> utf8)
    {
        var text = value.ToString();
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var isEqual = utf8.SequenceEqual(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
        return isEqual;
    }
}
