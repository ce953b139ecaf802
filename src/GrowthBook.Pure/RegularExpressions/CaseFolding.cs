namespace GrowthBook.RegularExpressions;

/// <summary>
/// Canonicalize for the <c>i</c> flag without <c>u</c> (22.2.2.7.3): upper case, one code unit at a time.
/// </summary>
/// <remarks>
/// Surprise: nothing beyond ASCII equals an ASCII letter, so <c>/k/i</c> refuses U+212A (Kelvin) and
/// <c>/s/i</c> refuses U+017F (long s), while <c>/\u00B5/i</c> does match U+03BC (Greek mu).
/// </remarks>
internal static class CaseFolding
{
    private const int CaseDistance = 'a' - 'A';

    /// <summary>The code unit that stands for all case variants of <paramref name="unit"/>.</summary>
    public static char Canonicalize(char unit)
    {
        if (unit < 128)
        {
            return IsLower(unit) ? (char)(unit - CaseDistance) : unit;
        }

        var table = CaseFoldingTable.Entries;
        int low = 0, high = (table.Length / CaseFoldingTable.EntrySize) - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var entry = middle * CaseFoldingTable.EntrySize;
            if (unit < table[entry])
            {
                high = middle - 1;
            }
            else if (unit > table[entry + 1])
            {
                low = middle + 1;
            }
            else
            {
                return (unit - table[entry]) % table[entry + 2] == 0 ? (char)(unit + table[entry + 3]) : unit;
            }
        }

        return unit;
    }

    /// <summary>The one-character term that matches every case variant of <paramref name="unit"/>.</summary>
    public static UnitNode Fold(char unit)
    {
        var variants = new CharacterClassBuilder();
        var found = IsLower(unit) || IsUpper(unit);
        if (found)
        {
            variants.Add(unit & ~CaseDistance, unit & ~CaseDistance);
            variants.Add(unit | CaseDistance, unit | CaseDistance);
        }
        else if (unit >= 128)
        {
            found = AddBeyondAscii(Canonicalize(unit), variants);
        }

        return found ? UnitNode.AnyOf(variants.Build(ignoreCase: false, inverted: false)) : UnitNode.Literal(unit);
    }

    /// <summary>
    /// Adds to <paramref name="builder"/> every code unit that has the same canonical form as a member of
    /// <paramref name="set"/>.
    /// </summary>
    public static void AddVariants(CharacterClass set, CharacterClassBuilder builder)
    {
        for (int lower = 'a', upper = 'A'; lower <= 'z'; lower++, upper++)
        {
            if (set.Contains((char)lower) != set.Contains((char)upper))
            {
                builder.Add(upper, upper);
                builder.Add(lower, lower);
            }
        }

        var ranges = set.Ranges;
        if (ranges.Length == 0 || ranges[ranges.Length - 1] < 128)
        {
            return;
        }

        var added = new CharacterClassBuilder();
        AddCanonical(set, added);
        added.Add(set);
        AddLowercase(added.Build(ignoreCase: false, inverted: false), added);
        builder.Add(added.Build(ignoreCase: false, inverted: false));
    }

    /// <summary>Adds a canonical code unit and what folds into it; false when nothing else does.</summary>
    private static bool AddBeyondAscii(char canonical, CharacterClassBuilder builder)
    {
        var table = CaseFoldingTable.Entries;
        var found = false;
        for (var entry = 0; entry < table.Length; entry += CaseFoldingTable.EntrySize)
        {
            var unit = canonical - table[entry + 3];
            if (unit >= table[entry] && unit <= table[entry + 1] && (unit - table[entry]) % table[entry + 2] == 0)
            {
                builder.Add(unit, unit);
                found = true;
            }
        }

        builder.Add(canonical, canonical);
        return found;
    }

    private static void AddCanonical(CharacterClass set, CharacterClassBuilder builder)
    {
        var table = CaseFoldingTable.Entries;
        for (var entry = 0; entry < table.Length; entry += CaseFoldingTable.EntrySize)
        {
            if (!set.Intersects(table[entry], table[entry + 1]))
            {
                continue;
            }

            for (var unit = table[entry]; unit <= table[entry + 1]; unit += table[entry + 2])
            {
                if (set.Contains((char)unit))
                {
                    builder.Add(unit + table[entry + 3], unit + table[entry + 3]);
                }
            }
        }
    }

    private static void AddLowercase(CharacterClass set, CharacterClassBuilder builder)
    {
        var table = CaseFoldingTable.Entries;
        for (var entry = 0; entry < table.Length; entry += CaseFoldingTable.EntrySize)
        {
            if (!set.Intersects(table[entry] + table[entry + 3], table[entry + 1] + table[entry + 3]))
            {
                continue;
            }

            for (var unit = table[entry]; unit <= table[entry + 1]; unit += table[entry + 2])
            {
                if (set.Contains((char)(unit + table[entry + 3])))
                {
                    builder.Add(unit, unit);
                }
            }
        }
    }

    private static bool IsLower(int unit) => unit is >= 'a' and <= 'z';

    private static bool IsUpper(int unit) => unit is >= 'A' and <= 'Z';
}
