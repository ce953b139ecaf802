using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace GrowthBook.Analysis;

/// <summary>
/// Refuses a text whose nodes would be far more than it has characters, or nest deeper than JSON may: aliases of aliases double a tree with each
/// line, and an alias within itself has no end.
/// </summary>
internal static class YamlBounds
{
    /// <summary>How deep sequences and mappings may nest, as in JSON.</summary>
    private const int MaxDepth = ValueReader.MaxDepth;

    /// <summary>The number of nodes that aliases may stand for, all together.</summary>
    private const long MaxAliased = 100_000;

    /// <summary>The fault of a text with its place; <c>null</c> without one.</summary>
    /// <exception cref="YamlException">The text is not YAML.</exception>
    public static string? Fault(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var (sizes, open, aliased) = (new Dictionary<string, long>(StringComparer.Ordinal), new Stack<(string Anchor, long Size)>(), 0L);
        while (true)
        {
            try
            {
                if (!parser.MoveNext())
                    return null;
            }
            catch (InvalidOperationException) // of the parser, where a brace before a line of a list is not closed
            {
                var at = parser.Current?.End ?? Mark.Empty;
                return FormattableString.Invariant($"{at.Line}:{at.Column}: not YAML after this place; close each brace and bracket");
            }
            catch (YamlException e) when (e.Message.Contains(" tab ", StringComparison.Ordinal) && TabOf(e, yaml, parser.Current?.End ?? Mark.Empty) is { } tab)
            {
                return $"{tab}: not YAML: a tab indents the line; write spaces in its place";
            }
            switch (parser.Current)
            {
                case MappingStart or SequenceStart when open.Count == MaxDepth:
                    return Fault(parser.Current, $"nests deeper than {MaxDepth} levels");
                case MappingStart or SequenceStart:
                    open.Push((AnchorOf((NodeEvent)parser.Current), 1));
                    break;
                case MappingEnd or SequenceEnd:
                    var (anchor, size) = open.Pop();
                    Add(anchor, size);
                    break;
                case Scalar scalar:
                    Add(AnchorOf(scalar), 1);
                    break;
                case AnchorAlias alias when !sizes.TryGetValue(alias.Value.Value, out var target):
                    return Fault(alias, $"has the alias *{PlainText.Of(alias.Value.Value, PlainText.MaxName)} before the end of its anchor");
                case AnchorAlias alias:
                    aliased += sizes[alias.Value.Value];
                    if (aliased > MaxAliased)
                        return Fault(alias, FormattableString.Invariant($"has aliases for more than {MaxAliased:N0} nodes"));
                    Add("", sizes[alias.Value.Value]);
                    break;
            }
        }

        void Add(string anchor, long size)
        {
            if (anchor.Length > 0)
                sizes[anchor] = size;
            if (open.TryPop(out var around))
                open.Push((around.Anchor, around.Size + size));
        }
    }

    /// <summary>The place of a tab that indents; the parser does not know each. <c>null</c> without one.</summary>
    /// <param name="fault">The fault of a tab.</param>
    /// <param name="yaml">The text.</param>
    /// <param name="read">The end of the last part that could be read.</param>
    private static LineColumn? TabOf(YamlException fault, string yaml, Mark read)
    {
        if (fault.Start.Index > 0)
            return Expectations.PlaceOf(fault);
        var lines = yaml.Split('\n');
        for (var i = (int)read.Line - (read.Column > 1 ? 0 : 1); i < lines.Length; i++)
        {
            var content = lines[i].AsSpan().IndexOfAnyExcept(' ', '\t', '\r');
            if (content > 0 && lines[i][content] != '#' && lines[i].IndexOf('\t') is >= 0 and var tab && tab < content)
                return new LineColumn(i + 1, tab + 1);
        }
        return null;
    }

    private static string AnchorOf(NodeEvent node) => node.Anchor.IsEmpty ? "" : node.Anchor.Value;

    private static string Fault(ParsingEvent at, string fault) => FormattableString.Invariant($"{at.Start.Line}:{at.Start.Column}: {fault}");
}
