namespace GrowthBook.RegularExpressions;

/// <summary>Characters and classes with their case variants, for the <c>i</c> flag (<see cref="EcmaCase.Canonicalize"/>).</summary>
internal static class CaseFolding
{
    private const int CaseDistance = 'a' - 'A';

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
            found = AddBeyondAscii(EcmaCase.Canonicalize(unit), variants);
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
            return;
        var added = new CharacterClassBuilder();
        AddCanonical(set, added);
        added.Add(set);
        AddLowercase(added.Build(ignoreCase: false, inverted: false), added);
        builder.Add(added.Build(ignoreCase: false, inverted: false));
    }

    /// <summary>Adds a canonical code unit and its case variants; false when it has none.</summary>
    private static bool AddBeyondAscii(char canonical, CharacterClassBuilder builder)
    {
        var table = CaseTables.Canonical;
        var found = false;
        for (var entry = 0; entry < table.Length; entry += CaseTables.EntrySize)
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
        var table = CaseTables.Canonical;
        for (var entry = 0; entry < table.Length; entry += CaseTables.EntrySize)
        {
            if (!set.Intersects(table[entry], table[entry + 1]))
                continue;
            for (var unit = table[entry]; unit <= table[entry + 1]; unit += table[entry + 2])
            {
                if (set.Contains((char)unit))
                    builder.Add(unit + table[entry + 3], unit + table[entry + 3]);
            }
        }
    }

    private static void AddLowercase(CharacterClass set, CharacterClassBuilder builder)
    {
        var table = CaseTables.Canonical;
        for (var entry = 0; entry < table.Length; entry += CaseTables.EntrySize)
        {
            if (!set.Intersects(table[entry] + table[entry + 3], table[entry + 1] + table[entry + 3]))
                continue;
            for (var unit = table[entry]; unit <= table[entry + 1]; unit += table[entry + 2])
            {
                if (set.Contains((char)(unit + table[entry + 3])))
                    builder.Add(unit, unit);
            }
        }
    }

    private static bool IsLower(int unit) => unit is >= 'a' and <= 'z';

    private static bool IsUpper(int unit) => unit is >= 'A' and <= 'Z';
}
