using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Replacements of parts of a text, so that comments and layout stay.</summary>
internal sealed class TextUpdates(string text)
{
    private readonly List<(int Start, int End, string Text)> _updates = [];

    /// <summary>Replaces a node.</summary>
    public void Replace(YamlNode node, string replacement)
    {
        var (start, end) = ((int)node.Start.Index, (int)node.End.Index);
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        _updates.Add((start, end, replacement));
    }

    /// <summary>The text with all replacements.</summary>
    public string Apply() => _updates.OrderByDescending(update => update.Start)
        .Aggregate(text, (updated, update) => updated[..update.Start] + update.Text + updated[update.End..]);
}
