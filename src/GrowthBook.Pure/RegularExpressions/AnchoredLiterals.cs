using System.Text;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// An expression that is literal text, or a choice of a few, bound to an end of the input, such as <c>^foo</c>,
/// <c>^(GET|PUT)$</c> or <c>@(example\.com|example\.org)$</c>. Text comparisons replace the machine.
/// </summary>
internal sealed class AnchoredLiterals
{
    /// <summary>The most texts that a choice may have.</summary>
    private const int Most = 16;

    /// <summary>The most characters of all texts together; one run of literals may have any length.</summary>
    private const int MostCharacters = 1024;

    private readonly string[] _texts;
    private readonly bool _atStart;
    private readonly bool _atEnd;

    private AnchoredLiterals(string[] texts, bool atStart, bool atEnd)
    {
        _texts = texts;
        _atStart = atStart;
        _atEnd = atEnd;
        Length = texts.Sum(text => text.Length);
    }

    /// <summary>The number of characters of all texts together.</summary>
    public int Length { get; }

    /// <summary>The literals that are equivalent to an expression, or null if there are none.</summary>
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

    /// <summary>All texts that the nodes match in sequence, or null when they are too many or not all literal.</summary>
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
            var isRun = texts is [""] && next.Length == 1; // any other text is copied once per piece
            texts = Join(texts, next);
            if (!isRun && texts.Length * texts[0].Length > MostCharacters)
                return null;
        }
        return texts;
    }

    /// <summary>The text of the adjacent literals from an index on.</summary>
    private static string Run(IReadOnlyList<RegexNode> row, int first, int end)
    {
        var text = new StringBuilder();
        for (var i = first; i < end && row[i] is UnitNode { Set: null } unit; i++)
            text.Append(unit.Value);
        return text.ToString();
    }

    private static string[]? Spell(RegexNode node) => node switch
    {
        UnitNode { Set: null } unit => [unit.Value.ToString()],
        SequenceNode sequence => Spell(sequence.Items, 0, sequence.Items.Count),
        GroupNode group => Spell(group.Body),
        AlternationNode { Alternatives.Count: <= Most } choice => SpellChoice(choice.Alternatives),
        _ => null,
    };

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
