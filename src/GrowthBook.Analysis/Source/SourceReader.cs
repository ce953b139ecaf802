using System.Collections.Immutable;
using System.Text.Json;

namespace GrowthBook.Analysis;

/// <summary>Reads JSON text to nodes in one pass. Values are read as payloads read them, also numbers and depth.</summary>
/// <param name="values">Reads values.</param>
/// <param name="lines">The lines of the text.</param>
/// <param name="start">The offset of the first byte after a byte order mark.</param>
/// <param name="place">The offset that all nodes have; <c>null</c> if each has its own.</param>
internal readonly struct SourceReader(ValueReader values, LineMap lines, int start, int? place = null)
{
    /// <summary>The outermost value; <c>null</c> for text that is not JSON.</summary>
    public static SourceNode? Read(ReadOnlyMemory<byte> utf8)
    {
        var lines = LineMap.Of(utf8);
        var start = utf8.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        return ValueReader.Read(utf8.Span, new Faults(), (ValueReader values, ref Utf8JsonReader reader) =>
        {
            var source = new SourceReader(values, lines, start);
            var root = new SourceNode(null, null, 0, lines, source.Offset(ref reader));
            source.Fill(root, ref reader, 1);
            return root;
        });
    }

    /// <summary>The place at which text that is not JSON cannot be read.</summary>
    public static LineColumn FailureOf(ReadOnlyMemory<byte> utf8)
    {
        var start = utf8.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var reader = new Utf8JsonReader(utf8.Span[start..], new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
            }
            return new LineColumn(1, 1);
        }
        catch (JsonException e)
        {
            return LineMap.Of(utf8).PlaceOf((int)(e.LineNumber ?? 0), (int)(e.BytePositionInLine ?? 0));
        }
    }

    /// <summary>The value of a decrypted text as a member of the payload, in the place of the encrypted text; <c>null</c> for text that is not JSON.</summary>
    public static SourceNode? ReadPart(byte[] utf8, string name, SourceNode encrypted) =>
        ValueReader.Read(utf8, new Faults(), (ValueReader values, ref Utf8JsonReader reader) =>
        {
            var source = new SourceReader(values, encrypted.Lines, 0, encrypted.Offset);
            var part = new SourceNode(encrypted.Parent, name, 0, encrypted.Lines, encrypted.Offset);
            source.Fill(part, ref reader, 1);
            return part;
        });

    private int Offset(ref Utf8JsonReader reader) => place ?? ((int)reader.TokenStartIndex + start);

    private void Fill(SourceNode node, ref Utf8JsonReader reader, int depth)
    {
        if (depth > ValueReader.MaxDepth)
            reader.Skip();
        else if (reader.TokenType == JsonTokenType.StartArray)
            FillArray(node, ref reader, depth);
        else if (reader.TokenType == JsonTokenType.StartObject)
            FillObject(node, ref reader, depth);
        else
            node.Complete(values.ReadValue(ref reader), []);
    }

    private void FillArray(SourceNode node, ref Utf8JsonReader reader, int depth)
    {
        var elements = ImmutableArray.CreateBuilder<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var element = new SourceNode(node, null, elements.Count, lines, Offset(ref reader));
            Fill(element, ref reader, depth + 1);
            elements.Add(element);
        }
        node.Complete(new Value.Array(elements.Select(element => element.Value).ToArray()), elements.DrainToImmutable());
    }

    private void FillObject(SourceNode node, ref Utf8JsonReader reader, int depth)
    {
        var members = ImmutableArray.CreateBuilder<SourceNode>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var offset = Offset(ref reader);
            var member = new SourceNode(node, values.ReadName(ref reader), 0, lines, offset);
            reader.Read();
            Fill(member, ref reader, depth + 1);
            members.Add(member);
        }
        node.Complete(
            new Value.Object(members.Select(member => KeyValuePair.Create(member.Name!, member.Value))),
            members.DrainToImmutable());
    }
}
