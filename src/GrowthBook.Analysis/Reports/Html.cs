using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace GrowthBook.Analysis;

/// <summary>Markup. Text becomes markup only by <see cref="Of"/>, which encodes each value in an interpolated string.</summary>
internal readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>The literal parts as markup, and the values as text.</summary>
    public static Html Of(Interpolation markup) => new(markup.ToString());

    /// <summary>The markup of each item, one after another.</summary>
    public static Html Each<T>(IEnumerable<T> items, Func<T, Html> of) => new(string.Concat(items.Select(of)));

    /// <summary>A sentence, in which text between backticks is code.</summary>
    public static Html Prose(string text) => Each(text.Split('`').Index(), part =>
        part.Index % 2 == 1 ? Of($"<code>{part.Item}</code>") : Of($"{part.Item}"));

    /// <summary>A text of several lines, as it is.</summary>
    public static Html Lines(string text) => Each(text.TrimEnd('\n').Split('\n'), line => Of($"{line}\n"));

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsEmpty => string.IsNullOrEmpty(_markup);

    /// <summary>Markup or script that the assembly has.</summary>
    public static Html OfAsset(string text) => new(text);

    public override string ToString() => _markup ?? "";

    [InterpolatedStringHandler]
    internal readonly struct Interpolation(int literalLength, int formattedCount)
    {
        private const int TypicalLength = 32;

        private readonly StringBuilder _markup = new(literalLength + (TypicalLength * formattedCount));

        public void AppendLiteral(string markup) => _markup.Append(markup);

        public void AppendFormatted(Html markup) => _markup.Append(markup);

        public void AppendFormatted(string? text) => _markup.Append(text is null ? null : Encoder.Encode(Printable.Of(text)));

        public void AppendFormatted(int number) => _markup.Append(CultureInfo.InvariantCulture, $"{number}");

        public override string ToString() => _markup.ToString();
    }
}
