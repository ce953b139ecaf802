using System.Collections.Immutable;

namespace GrowthBook;

/// <summary>The names of the members that one kind of object may have.</summary>
internal sealed class MemberNames
{
    private readonly ImmutableArray<string> _names;

    /// <param name="names">The names, the frequent ones first.</param>
    public MemberNames(params IEnumerable<string> names) => _names = names.ToImmutableArray();

    /// <summary>Names that people write in the place of others, with these: <c>default</c> for <c>defaultValue</c>. Default: none.</summary>
    public ImmutableArray<(string Written, string Meant)> Aliases { get; init; } = [];

    /// <summary>Whether objects of this kind have such a member. Names of payloads are mostly the same instances, which are found first.</summary>
    public bool Has(string name)
    {
        foreach (var known in _names)
        {
            if (ReferenceEquals(known, name))
                return true;
        }
        return _names.Contains(name);
    }

    /// <summary>The name that differs by the case of ASCII letters at most; <c>null</c> without one.</summary>
    public string? InAnyCase(string name)
    {
        foreach (var known in _names)
        {
            if (known.Length == name.Length && EcmaCharacters.ToAsciiLower(known) == EcmaCharacters.ToAsciiLower(name))
                return known;
        }
        return null;
    }

    /// <summary>The name that another one is likely a misspelling of, or stands for; <c>null</c> without one.</summary>
    public string? Nearest(string name)
    {
        foreach (var (written, meant) in Aliases)
        {
            if (written == name)
                return meant;
        }
        var (nearest, least) = ((string?)null, int.MaxValue);
        foreach (var known in _names)
        {
            var distance = EditDistance.Between(known, name, EditDistance.Likely(known));
            if (distance < least)
                (nearest, least) = (known, distance);
        }
        return nearest;
    }
}
