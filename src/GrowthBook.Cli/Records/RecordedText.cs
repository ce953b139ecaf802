using System.Buffers;
using System.Text;
using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>The text of the recorded outcome in a line: comparing it is cheaper than reading it.</summary>
/// <param name="Result">The place of the result.</param>
/// <param name="Effects">The place of the effects.</param>
internal readonly record struct RecordedText(Range Result, Range Effects)
{
    /// <summary>The number of bytes by which a copy without the outcome can be longer than the line.</summary>
    public const int MaxGrowth = 2 * 4;

    /// <summary>
    /// Finds both members of a record; <c>false</c> without exactly one of each, for invalid JSON, and for a record with numbers that its
    /// text does not have.
    /// </summary>
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
                if (reader.ValueTextEquals("notFinite"u8))
                    return false;
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

    /// <summary>Copies the line with <c>null</c> in the place of the outcome.</summary>
    /// <param name="line">The line.</param>
    /// <param name="request">Receives the copy; as long as the line and <see cref="MaxGrowth"/>.</param>
    /// <returns>The length of the copy.</returns>
    public int CopyRequest(ReadOnlySpan<byte> line, Span<byte> request)
    {
        var isResultFirst = Result.Start.Value < Effects.Start.Value;
        var (first, second) = isResultFirst ? (Result, Effects) : (Effects, Result);
        var length = Append(request, 0, line[..first.Start]);
        length = Append(request, length, "null"u8);
        length = Append(request, length, line[first.End..second.Start]);
        length = Append(request, length, "null"u8);
        return Append(request, length, line[second.End..]);
    }

    private static int Append(Span<byte> target, int length, ReadOnlySpan<byte> text)
    {
        text.CopyTo(target[length..]);
        return length + text.Length;
    }

    private static bool IsText(Value value, ReadOnlySpan<byte> utf8)
    {
        var text = value.ToJson();
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var isEqual = utf8.SequenceEqual(buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer)));
        ArrayPool<byte>.Shared.Return(buffer);
        return isEqual;
    }
}
