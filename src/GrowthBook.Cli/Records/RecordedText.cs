using System.Text.Json;

namespace GrowthBook.Cli;

/// <summary>The place of the recorded outcome in a line, which is not read where its text says enough.</summary>
/// <param name="Result">The place of the result.</param>
/// <param name="Effects">The place of the effects.</param>
internal readonly record struct RecordedText(Range Result, Range Effects)
{
    /// <summary>The number of bytes by which a copy without the outcome can be longer than the line.</summary>
    public const int MaxGrowth = 2 * 4;

    /// <summary>
    /// The place of the member <c>result</c> after the members of the request, with which a comma ends; <c>null</c> for a line of another form,
    /// with unknown members, or with numbers that its text does not have.
    /// </summary>
    public static int? StartOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.ValueTextEquals("result"u8))
                    return line[start - 1] == (byte)',' ? start : null;
                if (reader.ValueTextEquals("notFinite"u8) || !RecordMembers.SkipKnown(ref reader))
                    return null;
            }
            return null;
        }
        catch (JsonException)
        {
            return null; // the reader of records names the fault
        }
    }

    /// <summary>
    /// Finds both members of a record; <c>false</c> without exactly one of each, for invalid JSON, unknown members, and a record with numbers
    /// that its text does not have.
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
                var isResult = reader.ValueTextEquals("result"u8);
                if (!isResult && !reader.ValueTextEquals("effects"u8))
                {
                    if (reader.ValueTextEquals("notFinite"u8) || !RecordMembers.SkipKnown(ref reader))
                        return false;
                    continue;
                }
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var place = start..(int)reader.BytesConsumed;
                (results, effects) = isResult ? (results + 1, effects) : (results, effects + 1);
                text = isResult ? text with { Result = place } : text with { Effects = place };
            }
            return results == 1 && effects == 1 && !reader.Read();
        }
        catch (JsonException)
        {
            return false; // the reader of records names the fault
        }
    }

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
}
