using System.Text;

namespace GrowthBook.Cli;

/// <summary>Recognises a file of records or users among texts that are no payload.</summary>
internal static class LinesHint
{
    /// <summary>The option that reads the file, to append to an error; nothing for another text.</summary>
    public static string Of(Source source)
    {
        var lines = new LineList(source.Utf8);
        return lines.First is not Value.Object first ? ""
            : UserReader.IsRecord(first) ? $"; it has evaluation records, which {RecordOptions.RecordsName} reads"
            : lines.HasSecondObject ? $"; it has one JSON object per line, such as the users that {PopulationOptions.UsersName} reads"
            : "";
    }

    /// <summary>The first line of a text as JSON, and whether the next one begins an object too.</summary>
    private readonly ref struct LineList(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text.TrimStart(" \t\r\n"u8);

        public Value? First => Value.Parse(Encoding.UTF8.GetString(End < 0 ? _text : _text[..End])).Value;

        public bool HasSecondObject => End >= 0 && _text[End..].TrimStart(" \t\r\n"u8) is [(byte)'{', ..];

        private int End => _text.IndexOf((byte)'\n');
    }
}
