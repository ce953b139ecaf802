namespace GrowthBook.RegularExpressions;

/// <summary>
/// An immutable set of UTF-16 code units (the CharSet of 22.2.1.1), held as sorted, separate, inclusive ranges
/// and as a bitmap of the ASCII part.
/// </summary>
/// <remarks>
/// <c>\w</c> and <c>\d</c> hold ASCII only, while <c>\s</c> holds every Unicode space, the line
/// separators and the byte order mark.
/// </remarks>
internal sealed class CharacterClass
{
    /// <summary><c>\d</c>: 0 to 9.</summary>
    public static readonly CharacterClass Digit = new("09");

    /// <summary><c>\w</c>: ASCII letters, digits and the underscore.</summary>
    public static readonly CharacterClass Word = new("09AZ__az");

    /// <summary><c>\s</c>: WhiteSpace and LineTerminator of clause 12.</summary>
    public static readonly CharacterClass Space = new(EcmaCharacters.WhiteSpaceRanges);

    /// <summary><c>\D</c>.</summary>
    public static readonly CharacterClass NotDigit = new("\0/:\uFFFF");

    /// <summary><c>\W</c>.</summary>
    public static readonly CharacterClass NotWord = new("\0/:@[^``{\uFFFF");

    /// <summary><c>\S</c>.</summary>
    public static readonly CharacterClass NotSpace = new(Complement(Space._ranges));

    /// <summary><c>.</c>: everything but the four line terminators.</summary>
    public static readonly CharacterClass Dot = new("\0\t\u000B\u000C\u000E\u2027\u202A\uFFFF");

    private readonly string _ranges;
    private readonly ulong _low;
    private readonly ulong _high;

    private CharacterClass(string ranges)
    {
        _ranges = ranges;
        for (var i = 0; i < ranges.Length; i += 2)
        {
            for (int unit = ranges[i]; unit <= ranges[i + 1] && unit < 128; unit++)
            {
                if (unit < 64)
                    _low |= 1UL << unit;
                else
                    _high |= 1UL << (unit - 64);
            }
        }
    }

    /// <summary>The ranges as pairs of first and last code unit, ascending, none touching the next.</summary>
    public string Ranges => _ranges;

    /// <summary>The members when there are one to three of them, otherwise null.</summary>
    public string? FewMembers
    {
        get
        {
            var members = string.Empty;
            for (var i = 0; i < _ranges.Length; i += 2)
            {
                for (int unit = _ranges[i]; unit <= _ranges[i + 1]; unit++)
                {
                    if (members.Length == 3)
                        return null;
                    members += (char)unit;
                }
            }
            return members.Length == 0 ? null : members;
        }
    }

    /// <summary>The set of one code unit.</summary>
    public static CharacterClass Of(char unit) => new(new string(unit, 2));

    /// <summary>The set a normalized list of ranges describes.</summary>
    public static CharacterClass FromRanges(string ranges, bool inverted) =>
        new(inverted ? Complement(ranges) : ranges);

    public bool Contains(char unit)
    {
        if (unit < 64)
            return ((_low >> unit) & 1UL) != 0;
        return unit < 128 ? ((_high >> (unit - 64)) & 1UL) != 0 : Intersects(unit, unit);
    }

    /// <summary>Whether any code unit from <paramref name="first"/> to <paramref name="last"/> is a member.</summary>
    public bool Intersects(int first, int last)
    {
        int low = 0, high = (_ranges.Length / 2) - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            if (last < _ranges[2 * middle])
                high = middle - 1;
            else if (first > _ranges[(2 * middle) + 1])
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>Whether the two sets share a member.</summary>
    public bool Overlaps(CharacterClass other)
    {
        for (var i = 0; i < _ranges.Length; i += 2)
        {
            if (other.Intersects(_ranges[i], _ranges[i + 1]))
                return true;
        }
        return false;
    }

    private static string Complement(string ranges)
    {
        var outside = new List<char>(ranges.Length + 2);
        var next = 0;
        for (var i = 0; i < ranges.Length; i += 2)
        {
            if (ranges[i] > next)
            {
                outside.Add((char)next);
                outside.Add((char)(ranges[i] - 1));
            }
            next = ranges[i + 1] + 1;
        }
        if (next <= char.MaxValue)
        {
            outside.Add((char)next);
            outside.Add(char.MaxValue);
        }
        return new string(outside.ToArray());
    }
}
