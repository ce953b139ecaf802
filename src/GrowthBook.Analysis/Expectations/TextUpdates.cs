using System.Text;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace GrowthBook.Analysis;

/// <summary>Replacements of parts of a text, so that comments and layout stay.</summary>
internal sealed class TextUpdates(string text)
{
    /// <summary>Maximum length of all replacements, in UTF-16 code units.</summary>
    private const int MaxLength = 20_000_000;

    private readonly List<(int Start, int End, string Text)> _updates = [];
    private int _left = MaxLength;

    /// <summary>Why the text is not updated: the replacements are too long in all, or one has an anchor. <c>null</c> if it is updated.</summary>
    public string? Fault { get; private set; }

    /// <summary>Replaces a node by a value.</summary>
    public void Replace(YamlNode node, Value value)
    {
        if (ShortJson.Fits(value, _left))
            Replace(node, value.ToJson());
        else
            Exceed(node);
    }

    /// <summary>Replaces a node by a short text.</summary>
    public void Replace(YamlNode node, string replacement)
    {
        if (replacement.Length > _left)
        {
            Exceed(node);
            return;
        }
        if (AnchorIn(node) is { } anchored)
        {
            Fault ??= $"{Expectations.PlaceOf(anchored)}: the answer would replace the anchor &{PlainText.Of(anchored.Anchor.Value, PlainText.MaxName)}, whose value other parts can repeat; write the answer by hand";
            return;
        }
        _left -= replacement.Length;
        _updates.Add(((int)node.Start.Index, EndOf(node), replacement));
    }

    /// <summary>The first part of a node with an anchor; an alias is the node of its anchor. <c>null</c> without one.</summary>
    private static YamlNode? AnchorIn(YamlNode node) => !node.Anchor.IsEmpty ? node : node switch
    {
        YamlMappingNode members => members.Children.SelectMany(member => new[] { member.Key, member.Value }).Select(AnchorIn).FirstOrDefault(anchored => anchored is not null),
        YamlSequenceNode items => items.Children.Select(AnchorIn).FirstOrDefault(anchored => anchored is not null),
        _ => null,
    };

    /// <summary>The end of a node: a mapping or a sequence knows the end of its parts only.</summary>
    private int EndOf(YamlNode node) => node switch
    {
        YamlMappingNode members => EndOf(members.Children.Select(member => member.Value), members.Style == MappingStyle.Flow ? '}' : null, members),
        YamlSequenceNode items => EndOf(items.Children, items.Style == SequenceStyle.Flow ? ']' : null, items),
        _ => (int)node.End.Index,
    };

    private int EndOf(IEnumerable<YamlNode> parts, char? close, YamlNode node)
    {
        var end = parts.Select(EndOf).Append((int)node.Start.Index).Max();
        return close is { } bracket ? text.IndexOf(bracket, end) + 1 : end;
    }

    /// <summary>The text with all replacements; unchanged if there is a fault.</summary>
    public string Apply()
    {
        if (Fault is not null)
            return text;
        var (updated, at) = (new StringBuilder(), 0);
        foreach (var update in _updates.OrderBy(update => update.Start).Where(update => update.Start >= at)) // an aliased part is one node, replaced once
        {
            updated.Append(text, at, update.Start - at).Append(update.Text);
            at = update.End;
        }
        return updated.Append(text, at, text.Length - at).ToString();
    }

    private void Exceed(YamlNode node) => Fault ??= FormattableString.Invariant(
        $"{Expectations.PlaceOf(node)}: the answers to write have more than {MaxLength:N0} characters up to here; split the file");
}
