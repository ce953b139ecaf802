namespace GrowthBook.Analysis;

/// <summary>GB107 and GB108: attributes that are spelt almost as another one of the payload, so that a user has one of them only.</summary>
internal static class AttributeLint
{
    /// <summary>The longest name that is compared.</summary>
    private const int MaxLength = 100;

    /// <summary>The uses from which a name is known to be meant.</summary>
    private const int MinUses = 2;

    /// <summary>The steps of all comparisons: one per character. Without steps left no slip is found.</summary>
    private const int MaxSteps = 1_500_000;

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
        var (meant, work) = (names.Where(name => name.Uses >= MinUses && name.Plain.Length > 0).ToLookup(name => name.Shape), new WorkLimit(MaxSteps));
        foreach (var name in names.Where(name => name.Uses == 1 && name.Plain.Length > 0))
        {
            var near = name.NearShapes.SelectMany(shape => meant[shape]).TakeWhile(_ => work.TryTake(name.Plain.Length)).FirstOrDefault(other => SimilarName.IsSlip(name.Plain, other.Plain));
            if (near is not null)
                yield return Finding.At(name.First, LintCodes.AttributeSlip, $"the attribute {name} is used here only, and {near} at {near.Uses} places, such as {near.First.Place}; did you mean that?");
            if (!work.IsSpent)
                continue;
            yield return Finding.At(name.First, LintCodes.NotProved, $"the attribute {name} and those first used after it are not compared with each attribute, so that slips may be missing");
            yield break;
        }
    }

    /// <summary>A name in a path of attributes.</summary>
    /// <param name="parent">The path before it, with the dot.</param>
    /// <param name="name">The name.</param>
    /// <param name="first">Its first use.</param>
    private sealed class AttributeName(string parent, string name, SourceNode first)
    {
        public string Parent => parent;

        public string Name => name;

        /// <summary>The name in lower case, without the characters that separate words.</summary>
        public string Plain { get; } = EcmaCase.ToLower(SimilarName.WithoutSeparators(name));

        /// <summary>What a slip leaves as it is, and the length, which it changes by one at most.</summary>
        public (string Parent, char First, char Last, int Length) Shape => (parent, Plain[0], Plain[^1], Plain.Length);

        /// <summary>The shapes of names from which this one may differ by a slip.</summary>
        public IEnumerable<(string Parent, char First, char Last, int Length)> NearShapes =>
            from change in new[] { 0, -1, 1 }
            select Shape with { Length = Plain.Length + change };

        public SourceNode First => first;

        public int Uses { get; set; }

        public override string ToString() => $"`{Finding.Name(parent + name)}`";
    }
}
