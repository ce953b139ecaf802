using System.Globalization;

namespace GrowthBook.RegularExpressions;

/// <summary>
/// Reads a pattern into a tree: the grammar of 22.2.1 with the extensions of B.1.2 for patterns without
/// the <c>u</c> flag. Stops at the first error; never throws.
/// </summary>
/// <remarks>
/// Much that looks malformed is literal text, such as <c>a{,5}</c>, <c>x]</c> and <c>}</c>,
/// while <c>{2}</c> and <c>a**</c> are errors.
/// </remarks>
internal sealed partial class EcmaRegexParser
{
    private readonly string _pattern;
    private readonly bool _ignoreCase;
    private readonly GroupScan _scan;
    private readonly Dictionary<string, int> _names = new(KeyedTexts.Comparer);
    private readonly List<KeyValuePair<string, BackreferenceNode>> _references = [];
    private int _at;
    private int _groups;

    public EcmaRegexParser(string pattern, bool ignoreCase)
    {
        _pattern = pattern;
        _ignoreCase = ignoreCase;
        _scan = GroupScan.Of(pattern);
    }

    /// <summary>The error with its index, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>
    /// For every group number whether a back reference names it; null when the pattern has no back reference.
    /// </summary>
    public bool[]? ReferencedGroups { get; private set; }

    private bool AtEnd => _at == _pattern.Length;

    /// <summary>Reads the whole pattern; null means <see cref="Error"/> is set.</summary>
    public RegexNode? Parse()
    {
        var root = ParseDisjunction(0);
        if (root is null)
            return null;
        return AtEnd ? ResolveReferences(root) : Fail("unmatched ')'", _at);
    }

    private RegexNode? ResolveReferences(RegexNode root)
    {
        if (_references.Count == 0)
            return root;
        ReferencedGroups = new bool[_groups + 1];
        foreach (var reference in _references)
        {
            if (reference.Value.Number == 0)
            {
                if (!_names.TryGetValue(reference.Key, out var number))
                {
                    Error = "reference to the unknown group '" + reference.Key + "'";
                    return null;
                }
                reference.Value.Number = number;
            }
            ReferencedGroups[reference.Value.Number] = true;
        }
        return root;
    }

    private RegexNode? ParseDisjunction(int depth)
    {
        List<RegexNode>? alternatives = null;
        while (true)
        {
            var alternative = ParseAlternative(depth);
            if (alternative is null)
                return null;
            alternatives?.Add(alternative);
            if (AtEnd || _pattern[_at] != '|')
                return alternatives is null ? alternative : Alternate(alternatives);
            alternatives ??= [alternative];
            _at++;
        }
    }

    /// <summary>Joins alternatives; one-character alternatives become one set.</summary>
    private static RegexNode Alternate(List<RegexNode> alternatives)
    {
        var builder = new CharacterClassBuilder();
        foreach (var alternative in alternatives)
        {
            if (alternative is not UnitNode unit)
                return new AlternationNode(alternatives);
            builder.Add(unit.ToClass());
        }
        return UnitNode.AnyOf(builder.Build(ignoreCase: false, inverted: false));
    }

    private RegexNode? ParseAlternative(int depth)
    {
        List<RegexNode>? items = null;
        RegexNode? only = null;
        while (!AtEnd && _pattern[_at] != '|' && _pattern[_at] != ')')
        {
            var item = ParseTerm(depth);
            if (item is null)
                return null;
            if (only is null)
            {
                only = item;
            }
            else
            {
                items ??= [only];
                items.Add(item);
            }
        }
        return items is null ? only ?? new SequenceNode([]) : new SequenceNode(items);
    }

    private RegexNode? ParseTerm(int depth)
    {
        var groupsBefore = _groups;
        var start = _at;
        RegexNode? atom;
        switch (_pattern[_at])
        {
            case '^':
                _at++;
                return new AssertionNode(Opcode.InputStart);
            case '$':
                _at++;
                return new AssertionNode(Opcode.InputEnd);
            case '*' or '+' or '?':
                return Fail("nothing to repeat", start);
            case '{' when ReadBraces(out _, out _):
                return Fail("nothing to repeat", start);
            case '(':
                atom = ParseGroup(depth + 1);
                break;
            case '[':
                atom = ParseClass();
                break;
            case '.':
                _at++;
                atom = UnitNode.AnyOf(CharacterClass.Dot);
                break;
            case '\\':
                atom = ParseAtomEscape();
                break;
            default:
                atom = Literal(_pattern[_at++]);
                break;
        }
        return atom is null || IsUnquantifiable(atom, start) ? atom : ParseQuantifier(atom, groupsBefore);
    }

    /// <summary>
    /// Whether the term is a boundary or a lookbehind. Within a group, as in <c>(?:\b)*</c>, either may be repeated; a
    /// lookahead may always be (B.1.2, QuantifiableAssertion).
    /// </summary>
    private bool IsUnquantifiable(RegexNode atom, int start) => atom switch
    {
        AssertionNode => _pattern[start] == '\\',
        LookaroundNode { IsBehind: true } => _pattern[start + 2] == '<',
        _ => false,
    };

    private UnitNode Literal(char unit) => _ignoreCase ? CaseFolding.Fold(unit) : UnitNode.Literal(unit);

    private RegexNode? ParseGroup(int depth)
    {
        var start = _at++;
        if (depth > EcmaRegex.MaxNesting)
            return Fail("groups nested deeper than " + Number(EcmaRegex.MaxNesting), start);
        if (!Take('?'))
        {
            var number = ++_groups;
            return ParseBody(depth, start) is { } captured ? new GroupNode(number, captured) : null;
        }
        if (Take(':'))
            return ParseBody(depth, start);
        var isNamed = Take('<');
        if (Take('=') || Take('!'))
        {
            var isNegative = _pattern[_at - 1] == '!';
            return ParseBody(depth, start) is { } condition
                ? new LookaroundNode(condition, isNamed, isNegative)
                : null;
        }
        return isNamed ? ParseNamedGroup(depth, start) : Fail("invalid group", start);
    }

    private RegexNode? ParseNamedGroup(int depth, int start)
    {
        var name = GroupName.Read(_pattern, ref _at);
        if (name is null)
            return Fail("invalid group name", start);
        if (_names.ContainsKey(name))
            return Fail("duplicate group name '" + name + "'", start);
        var number = ++_groups;
        _names.Add(name, number);
        return ParseBody(depth, start) is { } captured ? new GroupNode(number, captured) : null;
    }

    private RegexNode? ParseBody(int depth, int start)
    {
        var body = ParseDisjunction(depth);
        if (body is not null && !Take(')'))
            return Fail("unterminated group", start);
        return body;
    }

    private bool Take(char expected)
    {
        if (AtEnd || _pattern[_at] != expected)
            return false;
        _at++;
        return true;
    }

    private RegexNode? Fail(string what, int index)
    {
        Error = what + " at index " + Number(index);
        return null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
