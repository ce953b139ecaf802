using System.Text;
using System.Text.Json;
using GrowthBook.Client;

namespace GrowthBook.Cli;

/// <summary>A text and its origin.</summary>
/// <param name="Name">The file, or the option whose value is the text.</param>
/// <param name="Utf8">The text.</param>
internal sealed record Source(string Name, byte[] Utf8)
{
    /// <summary>Returns the text with spaces for comments and trailing commas; places in it are those of this text.</summary>
    public Source WithoutComments()
    {
        var strict = RelaxedJson.ToStrict(Utf8);
        return strict.Equals(Utf8) ? this : this with { Utf8 = strict.ToArray() };
    }

    /// <summary>The names of the members of the text, a JSON object, as they are written.</summary>
    public IReadOnlyList<string> MemberNames()
    {
        ReadOnlySpan<byte> json = Utf8;
        var names = new List<string>();
        var reader = new Utf8JsonReader(json.StartsWith("\uFEFF"u8) ? json[3..] : json, new JsonReaderOptions { MaxDepth = int.MaxValue });
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
