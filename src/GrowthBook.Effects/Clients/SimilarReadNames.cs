using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// The attributes that a payload or an experiment reads, or the members of one, by the names that are similar to theirs. Looks for each given name once, and for a bounded number of
/// them; compares a bounded number of names for slips, because users wait for it. Thread-safe.
/// </summary>
internal sealed class SimilarReadNames
{
    /// <summary>The fewest characters of a name that the payload reads for which slips are found.</summary>
    private const int ShortestMisspelt = 4;

    /// <summary>The fewest characters of a name whose plural is found: <c>id</c> and <c>ids</c> are mostly two.</summary>
    private const int ShortestSingular = 3;

    /// <summary>The most names whose words are kept, and the most that one given name can mean by its words.</summary>
    private const int MostRead = 10_000, MostRelated = 2;

    /// <summary>The most given names that are looked for. A user can have any.</summary>
    private const int MostGiven = 2_000;

    private readonly ImmutableArray<string> _read;
    private readonly Shared _shared;
    private readonly string _path;
    private readonly ILookup<string, string> _byPlain;
    private readonly ILookup<int, string> _byLength;

    /// <summary>The names by their first words, and by their last ones.</summary>
    private readonly ILookup<string, string> _byPart;
    private readonly ConcurrentDictionary<string, ImmutableArray<(string Name, NameLikeness Likeness)>> _found = new(KeyedTexts.Comparer);
    private int _givenLeft = MostGiven;

    /// <param name="read">The names that are read, in ordinal order.</param>
    /// <param name="shared">What the names of all objects share.</param>
    /// <param name="path">The path to the object with its last dot; empty for attributes.</param>
    public SimilarReadNames(ImmutableArray<string> read, Shared shared, string path)
    {
        (_read, _shared, _path) = (read, shared, path);
        _byPlain = read.ToLookup(Plain, KeyedTexts.Comparer);
        _byLength = read.ToLookup(name => Plain(name).Length);
        _byPart = (shared.Comparisons.IsUsedUp ? [] : read.Take(MostRead)).SelectMany(name => NameWords.Parts(name).Select(part => (Part: Plain(part), Name: name)).Distinct()).ToLookup(each => each.Part, each => each.Name, KeyedTexts.Comparer);
    }

    /// <summary>Whether the name itself is read.</summary>
    public bool IsRead(string name) => _read.BinarySearch(name, StringComparer.Ordinal) >= 0;

    /// <summary>Whether a short name is probably another word, because a user had the expected name.</summary>
    public bool IsOtherWord(string expected, string given) => _shared.Given.ContainsKey(_path + expected) && !SimilarName.Is(given, expected);

    /// <summary>The attributes of similar names; none for a name that the payload reads.</summary>
    public ImmutableArray<(string Name, NameLikeness Likeness)> Of(string given) =>
        _found.TryGetValue(given, out var names) ? names : Interlocked.Decrement(ref _givenLeft) >= 0 ? _found.GetOrAdd(given, Find) : [];

    private ImmutableArray<(string Name, NameLikeness Likeness)> Find(string given)
    {
        if (IsRead(given))
        {
            _shared.Given[_path + given] = true;
            return [];
        }
        var plain = Plain(given);
        return
        [
            .. ObjectOf(given),
            .. _byPlain[plain].Where(name => SimilarName.Is(given, name)).Select(name => (name, NameLikeness.Form)),
            .. Enumerable.Range(plain.Length - 1, 3).SelectMany(length => _byLength[length]).Where(name => IsSlip(given, plain, name)).Select(name => (name, NameLikeness.Slip)),
            .. WordsOf(given, plain).Select(name => (name, NameLikeness.Words)),
        ];
    }

    /// <summary>The attribute whose member a path names: <c>device</c> for <c>device.os</c>, which is no attribute.</summary>
    private ImmutableArray<(string Name, NameLikeness Likeness)> ObjectOf(string given) =>
        given.IndexOf('.') is var dot and > 0 && given[..dot] is var name && IsRead(name) ? [(name, NameLikeness.Form)] : [];

    /// <summary>The names that the given one extends or that extend it. An object whose member it names is in <see cref="ObjectOf"/>.</summary>
    private IEnumerable<string> WordsOf(string given, string plain)
    {
        var found = NameWords.Parts(given).Select(Plain).Distinct(KeyedTexts.Comparer).SelectMany(part => _byPlain[part]).Concat(_byPart[plain])
            .Where(name => !given.StartsWith(name + ".", StringComparison.Ordinal)).Take(MostRelated + 1).ToArray();
        return found.Length <= MostRelated ? found : []; // a word of many names is that of a group, and none of them is meant
    }

    private bool IsSlip(string given, string plain, string name) =>
        _shared.Comparisons.TryTake()
        && Plain(name) is var read && read != plain && (SimilarName.Is(given, name) || IsShortSlip(plain, read) || IsPlural(plain, read) || IsPlural(read, plain));

    /// <summary>Whether two names of which one is too short for <see cref="SimilarName"/> differ within them by one character. Other words are as near.</summary>
    private static bool IsShortSlip(string given, string read) =>
        given.Length >= ShortestMisspelt - 1 && read.Length >= ShortestMisspelt && given[0] == read[0] && given[^1] == read[^1]
        && EditDistance.Between(given, read, 1) == 1 && given.All(char.IsLetter) && read.All(char.IsLetter);

    /// <summary>Whether a name is another one with an <c>s</c>, such as <c>roles</c> for <c>role</c>.</summary>
    private static bool IsPlural(string name, string singular) =>
        singular.Length >= ShortestSingular && name.Length == singular.Length + 1 && name[^1] == 'S' && name.StartsWith(singular, StringComparison.Ordinal) && char.IsLetter(singular[^1]);

    /// <summary>A name without case and separators.</summary>
    public static string Plain(string name) => SimilarName.WithoutSeparators(name).ToUpperInvariant();

    /// <param name="Given">Gets the names and paths that are read and users have.</param>
    /// <param name="Comparisons">The comparisons for slips, none if they are not looked for.</param>
    public sealed record Shared(ConcurrentDictionary<string, bool> Given, ComparisonBudget Comparisons);
}
