namespace GrowthBook.Analysis;

/// <summary>GB107 and GB108: attributes that are spelt almost as another one of the payload, so that a user has one of them only.</summary>
internal static class AttributeLint
{
    /// <summary>The shortest name in which a slip is recognised: <c>plan</c> and <c>plane</c> are two words.</summary>
    private const int MinLength = 6;

    /// <summary>The longest name that is compared.</summary>
    private const int MaxLength = 100;

    /// <summary>The uses from which a name is known to be meant.</summary>
    private const int MinUses = 2;

    /// <summary>The steps of all comparisons. Without steps left no slip is found.</summary>
    private const int MaxSteps = 2_000_000;

    public static IEnumerable<Finding> Of(PayloadSource source)
    {
        var names = NamesOf(source);
        return Spellings(names).Concat(Slips(names));
    }

    /// <summary>The names of the payload. A path has one per part: <c>Device.os</c> and <c>device.os</c> differ in the first.</summary>
    private static List<AttributeName> NamesOf(PayloadSource source)
    {
        var (names, found) = (new List<AttributeName>(), new Dictionary<string, AttributeName>(StringComparer.Ordinal));
        foreach (var (node, path) in AttributeUses.Of(source).Where(use => use.Path.Length <= MaxLength && !use.Path.StartsWith('$')))
        {
            for (var (start, end) = (0, 0); end < path.Length; start = end + 1)
            {
                end = path.IndexOf('.', start) is >= 0 and var dot ? dot : path.Length;
                if (!found.TryGetValue(path[..end], out var name))
                    names.Add(found[path[..end]] = name = new AttributeName(path[..start], path[start..end], node));
                name.Uses++;
            }
        }
        return names;
    }

    private static IEnumerable<Finding> Spellings(List<AttributeName> names) =>
        from same in names.Where(name => name.Plain.Length > 0).GroupBy(name => (name.Parent, name.Plain))
        where same.Skip(1).Any()
        let meant = same.MaxBy(name => name.Uses)!
        from other in same
        where other != meant
        select Finding.At(other.First, LintCodes.AttributeSpelling,
            $"the attribute {other} differs from {meant} at {meant.First.Place} by {(EcmaCase.ToLower(other.Name) == EcmaCase.ToLower(meant.Name) ? "case" : "case or separators")} only");

    private static IEnumerable<Finding> Slips(List<AttributeName> names)
    {
        var (meant, work) = (names.Where(name => name.Uses >= MinUses).ToLookup(name => name.Parent, StringComparer.Ordinal), new WorkLimit(MaxSteps));
        return
            from name in names
            where name.Uses == 1
            let near = meant[name.Parent].FirstOrDefault(other => work.TryTake(name.Plain.Length) && IsSlip(name.Plain, other.Plain))
            where near is not null
            select Finding.At(name.First, LintCodes.AttributeSlip,
                $"the attribute {name} is used here only, and {near} at {near.Uses} places, such as {near.First.Place}; did you mean that?");
    }

    /// <summary>
    /// Whether names differ by one letter within them, or two neighbours that are swapped. Names that differ at an end are mostly two:
    /// <c>visit</c> and <c>visits</c>, <c>groupA</c> and <c>groupB</c>, <c>latitude</c> and <c>altitude</c>. So are those that differ by a digit.
    /// </summary>
    private static bool IsSlip(string name, string meant) =>
        Math.Min(name.Length, meant.Length) >= MinLength && name[0] == meant[0] && name[^1] == meant[^1]
        && EditDistance.Between(name, meant, 1) == 1
        && !WithoutDigits(name).SequenceEqual(WithoutDigits(meant));

    private static IEnumerable<char> WithoutDigits(string name) => name.Where(c => !EcmaCharacters.IsDigit(c));

    /// <summary>A name in a path of attributes.</summary>
    /// <param name="parent">The path before it, with the dot.</param>
    /// <param name="name">The name.</param>
    /// <param name="first">Its first use.</param>
    private sealed class AttributeName(string parent, string name, SourceNode first)
    {
        public string Parent => parent;

        public string Name => name;

        /// <summary>The name in lower case, without the characters that separate words.</summary>
        public string Plain { get; } = EcmaCase.ToLower(string.Concat(name.Where(c => c is not ('_' or '-' or ' '))));

        public SourceNode First => first;

        public int Uses { get; set; }

        public override string ToString() => $"`{Finding.Name(parent + name)}`";
    }
}
