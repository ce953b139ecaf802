namespace GrowthBook.RegularExpressions;

/// <content>Escapes and classes (B.1.2: AtomEscape, CharacterEscape, ClassRanges).</content>
internal sealed partial class EcmaRegexParser
{
    private RegexNode? ParseAtomEscape()
    {
        var start = _at++;
        if (AtEnd)
            return Fail("pattern ends with a backslash", start);
        var unit = _pattern[_at];
        switch (unit)
        {
            case 'b':
                _at++;
                return new AssertionNode(Opcode.WordBoundary);
            case 'B':
                _at++;
                return new AssertionNode(Opcode.NotWordBoundary);
            case 'k' when _scan.HasNames:
                _at++;
                return ParseNamedReference(start);
            case >= '1' and <= '9' when ReadGroupNumber(out var number):
                return Reference(string.Empty, number);
        }
        if (ClassEscape(unit) is { } set)
        {
            _at++;
            return UnitNode.AnyOf(set);
        }
        return Literal(ReadCharacterEscape(isInClass: false));
    }

    private RegexNode? ParseNamedReference(int start)
    {
        var name = Take('<') ? GroupName.Read(_pattern, ref _at) : null;
        return name is null ? Fail("invalid named reference", start) : Reference(name, 0);
    }

    private BackreferenceNode Reference(string name, int number)
    {
        var reference = new BackreferenceNode(number);
        _references.Add(new KeyValuePair<string, BackreferenceNode>(name, reference));
        return reference;
    }

    /// <summary>
    /// Reads the digits of a back reference. When the pattern has fewer groups, reads nothing: the digits are then an
    /// octal escape or literal, so <c>\8</c> is an eight.
    /// </summary>
    private bool ReadGroupNumber(out int number)
    {
        var start = _at;
        ReadNumber(out number);
        if (number <= _scan.Count)
            return true;
        _at = start;
        return false;
    }

    private static CharacterClass? ClassEscape(char unit) => unit switch
    {
        'd' => CharacterClass.Digit,
        'D' => CharacterClass.NotDigit,
        'w' => CharacterClass.Word,
        'W' => CharacterClass.NotWord,
        's' => CharacterClass.Space,
        'S' => CharacterClass.NotSpace,
        _ => null,
    };

    /// <summary>
    /// Reads the text after a backslash as one code unit. Incomplete escapes are literal, so
    /// <c>\u{2}</c> is two letters u, and <c>\c1</c> outside a class is a backslash, a c and a one.
    /// </summary>
    private char ReadCharacterEscape(bool isInClass)
    {
        var unit = _pattern[_at++];
        return unit switch
        {
            't' => '\t',
            'n' => '\n',
            'v' => '\v',
            'f' => '\f',
            'r' => '\r',
            'x' => ReadHex(2, unit),
            'u' => ReadHex(4, unit),
            'c' => ReadControlLetter(isInClass),
            >= '0' and <= '7' => ReadOctal(unit - '0'),
            _ => unit,
        };
    }

    private char ReadHex(int digits, char fallback)
    {
        var value = Hexadecimal.Parse(_pattern, _at, digits);
        if (value < 0)
            return fallback;
        _at += digits;
        return (char)value;
    }

    private char ReadControlLetter(bool isInClass)
    {
        if (!AtEnd)
        {
            var unit = _pattern[_at];
            var isLetter = EcmaCharacters.IsLetter(unit);
            if (isLetter || (isInClass && unit is (>= '0' and <= '9') or '_'))
            {
                _at++;
                return (char)(unit % 32);
            }
        }
        _at--;
        return '\\';
    }

    /// <summary>LegacyOctalEscapeSequence: up to three digits, at most <c>\377</c>.</summary>
    private char ReadOctal(int value)
    {
        for (var digits = 1; digits < 3 && value < 32 && !AtEnd && _pattern[_at] is >= '0' and <= '7'; digits++)
            value = (value * 8) + (_pattern[_at++] - '0');
        return (char)value;
    }

    private RegexNode? ParseClass()
    {
        var start = _at++;
        var inverted = Take('^');
        var builder = new CharacterClassBuilder();
        while (!Take(']'))
        {
            if (!ReadClassRange(builder, start))
                return null;
        }
        return UnitNode.AnyOf(builder.Build(_ignoreCase, inverted));
    }

    /// <summary>
    /// Reads one class atom, or two with a hyphen between. A hyphen next to an escape such as <c>\w</c> is
    /// literal: <c>[\w-a]</c> holds the word characters, a hyphen and an a.
    /// </summary>
    private bool ReadClassRange(CharacterClassBuilder builder, int start)
    {
        var rangeStart = _at;
        if (!ReadClassAtom(start, out var first, out var firstSet))
            return false;
        if (_at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']')
        {
            AddClassAtom(builder, first, firstSet);
            return true;
        }
        _at++;
        if (!ReadClassAtom(start, out var last, out var lastSet))
            return false;
        if (firstSet is not null || lastSet is not null)
        {
            AddClassAtom(builder, first, firstSet);
            builder.Add('-', '-');
            AddClassAtom(builder, last, lastSet);
            return true;
        }
        if (first > last)
        {
            Fail("class range out of order", rangeStart);
            return false;
        }
        builder.Add(first, last);
        return true;
    }

    private static void AddClassAtom(CharacterClassBuilder builder, char unit, CharacterClass? set)
    {
        if (set is null)
            builder.Add(unit, unit);
        else
            builder.Add(set);
    }

    private bool ReadClassAtom(int start, out char unit, out CharacterClass? set)
    {
        unit = '\0';
        set = null;
        if (AtEnd)
        {
            Fail("unterminated character class", start);
            return false;
        }
        unit = _pattern[_at++];
        if (unit != '\\')
            return true;
        if (AtEnd)
        {
            Fail("pattern ends with a backslash", _at - 1);
            return false;
        }
        unit = _pattern[_at];
        set = ClassEscape(unit);
        if (set is not null || unit == 'b')
        {
            _at++;
            unit = '\b';
            return true;
        }
        if (unit == 'k' && _scan.HasNames)
        {
            Fail("invalid escape", _at - 1);
            return false;
        }
        unit = ReadCharacterEscape(isInClass: true);
        return true;
    }
}
