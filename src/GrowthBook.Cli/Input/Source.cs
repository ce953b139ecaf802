using System.Text;
using System.Text.Json;
using GrowthBook.Client;

namespace GrowthBook.Cli;

/// <summary>A text and its origin.</summary>
internal sealed record Source
{
    /// <summary>A text in UTF-8. A byte order mark is no part of the text, so that it is in no line, column and count of bytes.</summary>
    /// <param name="name">The file, or the option whose value is the text.</param>
    /// <param name="written">The bytes.</param>
    public Source(string name, byte[] written)
    {
        (Name, Written) = (name, written);
        Utf8 = written.AsSpan().StartsWith("\uFEFF"u8) ? written[3..] : written;
    }

    /// <summary>The file, or the option whose value is the text.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    public byte[] Utf8 { get; private init; }

    /// <summary>The bytes as they are written, whose hash names a payload.</summary>
    public byte[] Written { get; }

    /// <summary>The byte order mark of the bytes, or nothing.</summary>
    public string Mark => Written.Length == Utf8.Length ? "" : "\uFEFF";

    /// <summary>The hash by which records refer to a payload.</summary>
    public string Hash() => EvaluationRecord.HashPayload(Written);

    /// <summary>The text with spaces for comments and trailing commas; places in it, and the hash, are those of this text.</summary>
    public Source WithoutComments()
    {
        var strict = RelaxedJson.ToStrict(Utf8);
        return strict.Equals(Utf8) ? this : this with { Utf8 = strict.ToArray() };
    }

    /// <summary>The names of the members of the text, a JSON object, as they are written.</summary>
    public IReadOnlyList<string> MemberNames()
    {
        var names = new List<string>();
        var reader = new Utf8JsonReader(Utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(Encoding.UTF8.GetString(reader.ValueSpan));
            reader.Read();
            reader.Skip();
        }
        return names;
    }

    /// <summary>Formats a fault in this text, with its line if it can be found.</summary>
    /// <param name="error">The fault.</param>
    /// <param name="withLine">Whether to search the text for the line.</param>
    /// <returns><c>payload.json:12: $.features.banner.rules[0]: not a rule object; it is left out</c></returns>
    public string Locate(PayloadError error, bool withLine = true)
    {
        var (_, line) = TextPlace.Of(error.Message);
        var place = (line ?? (withLine ? JsonLines.Find(Utf8, error.Path) : null)) is { } known ? $":{known}" : "";
        return $"{Name}{place}: {error.Path}: {Diagnostics.MessageOf(error)}";
    }
}
