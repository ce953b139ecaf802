namespace GrowthBook.RegularExpressions;

/// <summary>
/// The positions of the input where a match can begin, so that the machine runs only there: the start, or each position of
/// a literal, of one of a few characters, or of a member of a set.
/// </summary>
internal sealed class SearchPlan
{
    /// <summary>The longest literal searched for; a longer one is checked by the machine, which counts its work.</summary>
    private const int LongestPrefix = 16;

    private readonly string? _prefix;
    private readonly string? _fewFirst;
    private readonly CharacterClass? _first;

    private SearchPlan(string? prefix, string? fewFirst, CharacterClass? first)
    {
        _prefix = prefix;
        _fewFirst = fewFirst;
        _first = first;
    }

    /// <summary>Whether a match can only begin at the start of the input.</summary>
    public bool IsAnchored { get; private init; }

    /// <summary>Whether the expression is only the literal.</summary>
    public bool IsLiteral { get; private init; }

    /// <summary>The instruction to begin with at a candidate.</summary>
    public int EntryPoint { get; private init; }

    /// <summary>The number of characters that the search has already matched.</summary>
    public int EntryOffset { get; private init; }

    public static SearchPlan For(RegexNode root, EcmaRegexProgram program)
    {
        if (FirstCharacters.IsAnchored(root))
            return new SearchPlan(null, null, null) { IsAnchored = true };
        var lead = program.Instructions[0];
        if (lead.Op == Opcode.Text)
        {
            var isWhole = lead.B <= LongestPrefix;
            return new SearchPlan(program.Text.Substring(lead.A, isWhole ? lead.B : LongestPrefix), null, null)
            {
                IsLiteral = isWhole && program.Instructions[1].Op == Opcode.Match,
                EntryPoint = isWhole ? 1 : 0,
                EntryOffset = isWhole ? lead.B : 0,
            };
        }
        var isUnit = lead.Op == Opcode.Unit;
        var first = isUnit ? CharacterClass.Of((char)lead.A) : FirstCharacters.Of(root);
        var few = first?.FewMembers;
        return new SearchPlan(null, few, few is null ? first : null)
        {
            IsLiteral = isUnit && program.Instructions[1].Op == Opcode.Match,
            EntryPoint = isUnit ? 1 : 0,
            EntryOffset = isUnit ? 1 : 0,
        };
    }

    /// <summary>The first candidate at or after <paramref name="from"/>, or -1. The end of the input can be one.</summary>
    public int Next(ReadOnlySpan<char> input, int from)
    {
        if (from > input.Length)
            return -1;
        var rest = input.Slice(from);
        int found;
        if (_prefix is not null)
            found = rest.IndexOf(_prefix.AsSpan());
        else if (_fewFirst is not null)
            found = _fewFirst.Length == 1 ? rest.IndexOf(_fewFirst[0]) : rest.IndexOfAny(_fewFirst.AsSpan());
        else
            return _first is null ? from : NextMember(_first, input, from);
        return found < 0 ? -1 : found + from;
    }

    private static int NextMember(CharacterClass set, ReadOnlySpan<char> input, int from)
    {
        for (var i = from; i < input.Length; i++)
        {
            if (set.Contains(input[i]))
                return i;
        }
        return -1;
    }
}
