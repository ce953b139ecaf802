namespace GrowthBook.RegularExpressions;

/// <summary>Gathers the members of a <see cref="CharacterClass"/> in any order.</summary>
internal sealed class CharacterClassBuilder
{
    private readonly List<uint> _ranges = [];

    /// <summary>Adds the code units from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public void Add(int first, int last) => _ranges.Add(((uint)first << 16) | (uint)last);

    /// <summary>Adds every member of another class.</summary>
    public void Add(CharacterClass other)
    {
        var ranges = other.Ranges;
        for (var i = 0; i < ranges.Length; i += 2)
            Add(ranges[i], ranges[i + 1]);
    }

    /// <summary>
    /// Finishes the class. Case variants are added before the class is inverted, as CharacterSetMatcher
    /// (22.2.2.7.1) requires: <c>/[^x]/i</c> matches neither <c>x</c> nor <c>X</c>.
    /// </summary>
    public CharacterClass Build(bool ignoreCase, bool inverted)
    {
        var ranges = Normalize();
        if (ignoreCase)
        {
            CaseFolding.AddVariants(CharacterClass.FromRanges(ranges, inverted: false), this);
            ranges = Normalize();
        }
        return CharacterClass.FromRanges(ranges, inverted);
    }

    private string Normalize()
    {
        _ranges.Sort();
        var merged = new char[_ranges.Count * 2];
        var length = 0;
        foreach (var range in _ranges)
        {
            int first = (char)(range >> 16), last = (char)range;
            if (length > 0 && first <= merged[length - 1] + 1)
            {
                merged[length - 1] = (char)Math.Max(merged[length - 1], last);
            }
            else
            {
                merged[length++] = (char)first;
                merged[length++] = (char)last;
            }
        }
        return new string(merged, 0, length);
    }
}
