namespace GrowthBook.RegularExpressions;

/// <summary>Finds the characters a match of an expression can begin with.</summary>
internal static class FirstCharacters
{
    /// <summary>Whether every match begins at the start of the input.</summary>
    public static bool IsAnchored(RegexNode node)
    {
        switch (node)
        {
            case AssertionNode assertion:
                return assertion.Condition == Opcode.InputStart;
            case GroupNode group:
                return IsAnchored(group.Body);
            case SequenceNode { Items.Count: > 0 } sequence:
                return IsAnchored(sequence.Items[0]);
            case AlternationNode alternation:
                foreach (var alternative in alternation.Alternatives)
                {
                    if (!IsAnchored(alternative))
                        return false;
                }
                return true;
            default:
                return false;
        }
    }

    /// <summary>The set of first characters, or null when a match can be empty.</summary>
    public static CharacterClass? Of(RegexNode node)
    {
        var builder = new CharacterClassBuilder();
        return Collect(node, builder) ? builder.Build(ignoreCase: false, inverted: false) : null;
    }

    /// <summary>Adds first characters; true when the node always takes one of them.</summary>
    private static bool Collect(RegexNode node, CharacterClassBuilder builder)
    {
        switch (node)
        {
            case UnitNode unit:
                builder.Add(unit.ToClass());
                return true;
            case BackreferenceNode:
                // It takes nothing, or text that is not a set of characters.
                builder.Add(char.MinValue, char.MaxValue);
                return false;
            case GroupNode group:
                return Collect(group.Body, builder);
            case RepeatNode { Max: > 0 } repeat:
                return Collect(repeat.Body, builder) && repeat.Min > 0;
            case SequenceNode sequence:
                return CollectSequence(sequence, builder);
            case AlternationNode alternation:
                var takesOne = true;
                foreach (var alternative in alternation.Alternatives)
                    takesOne &= Collect(alternative, builder);
                return takesOne;
            default:
                return false;
        }
    }

    private static bool CollectSequence(SequenceNode sequence, CharacterClassBuilder builder)
    {
        foreach (var item in sequence.Items)
        {
            if (Collect(item, builder))
                return true;
        }
        return false;
    }
}
