using System.Text;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// An expression that is literal text, or a choice of a few, bound to an end of the input, such as <c>^foo</c>,
/// <c>^(GET|PUT)$</c> or <c>@(example\.com|example\.org)$</c>. Comparisons answer it, without running the machine: it does
/// not matter which of them matches first.
/// </summary>
internal sealed class AnchoredLiterals
{
    /// <summary>The most texts that a choice is spelled out in.</summary>
    private const int Most = 16;

    /// <summary>The most characters that all texts of a choice have together; a single text may be of any length.</summary>
    private const int MostCharacters = 1024;

    private readonly string[] _texts;
    private readonly bool _atStart;
    private readonly bool _atEnd;

    private AnchoredLiterals(string[] texts, bool atStart, bool atEnd)
    {
        _texts = texts;
        _atStart = atStart;
        _atEnd = atEnd;
    }

    /// <summary>The literals an expression comes down to, or null when it is anything else.</summary>
    public static AnchoredLiterals? Of(RegexNode root)
    {
        var items = root is SequenceNode sequence ? sequence.Items : [root];
        var (first, end) = (0, items.Count);
        var atStart = first < end && IsAssertion(items[first], Opcode.InputStart);
        first += atStart ? 1 : 0;
        var atEnd = first < end && IsAssertion(items[end - 1], Opcode.InputEnd);
        end -= atEnd ? 1 : 0;
        return (atStart || atEnd) && Spell(items, first, end) is { } texts ? new AnchoredLiterals(texts, atStart, atEnd) : null;
    }

    public bool Matches(ReadOnlySpan<char> input)
    {
        foreach (var text in _texts)
        {
            if (_atEnd ? input.EndsWith(text.AsSpan()) && (!_atStart || input.Length == text.Length) : input.StartsWith(text.AsSpan()))
                return true;
        }
        return false;
    }

    private static bool IsAssertion(RegexNode node, Opcode condition) =>
        node is AssertionNode assertion && assertion.Condition == condition;

    /// <summary>All texts that a row of nodes matches, or null when they are too many or not all literal.</summary>
    private static string[]? Spell(IReadOnlyList<RegexNode> row, int first, int end)
    {
        string[] texts = [""];
        for (var i = first; i < end; i++)
        {
            var run = Run(row, i, end);
            var next = run.Length > 0 ? [run] : Spell(row[i]);
            i += Math.Max(0, run.Length - 1);
            if (next is null || texts.Length * next.Length > Most)
                return null;
            texts = Join(texts, next);
            if (texts.Length > 1 && texts.Length * texts[0].Length > MostCharacters)
                return null;
        }
        return texts;
    }

    /// <summary>The text of the literals that stand next to one another from a place on.</summary>
    private static string Run(IReadOnlyList<RegexNode> row, int first, int end)
    {
        var text = new StringBuilder();
        for (var i = first; i < end && row[i] is UnitNode { Set: null } unit; i++)
            text.Append(unit.Value);
        return text.ToString();
    }

    private static string[]? Spell(RegexNode node)
    {
        switch (node)
        {
            case UnitNode { Set: null } unit:
                return [unit.Value.ToString()];
            case SequenceNode sequence:
                return Spell(sequence.Items, 0, sequence.Items.Count);
            case GroupNode group:
                return Spell(group.Body);
            case AlternationNode { Alternatives.Count: <= Most } choice:
                return SpellChoice(choice.Alternatives);
            default:
                return null;
        }
    }

    private static string[]? SpellChoice(IReadOnlyList<RegexNode> alternatives)
    {
        var texts = new List<string>();
        foreach (var alternative in alternatives)
        {
            if (Spell(alternative) is not { } spelled || texts.Count + spelled.Length > Most)
                return null;
            texts.AddRange(spelled);
        }
        return texts.ToArray();
    }

    /// <summary>Each of the texts with each of the continuations.</summary>
    private static string[] Join(string[] texts, string[] continuations)
    {
        var joined = new string[texts.Length * continuations.Length];
        for (var i = 0; i < joined.Length; i++)
            joined[i] = texts[i / continuations.Length] + continuations[i % continuations.Length];
        return joined;
    }
}
