using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>
/// The members of an object that a payload or an experiment reads, with the members within them: the attributes of a user, or what paths such as
/// <c>device.os</c> read of an attribute. Thread-safe.
/// </summary>
internal sealed class ReadMembers
{
    /// <summary>The most paths that are compared, and the most steps of one.</summary>
    private const int MostPaths = 1_000, MostSteps = 8, LongestPath = 1_000;

    private readonly Dictionary<string, ReadMembers> _inner;
    private readonly ILookup<string, string> _paths;

    private ReadMembers(ImmutableArray<string> names, ILookup<string, string[]> tails, SimilarReadNames.Shared shared, string path)
    {
        Names = new SimilarReadNames(names, shared, path);
        _inner = tails.ToDictionary(each => each.Key, each => Within(each, shared, $"{path}{each.Key}."), KeyedTexts.Comparer);
        _paths = tails.SelectMany(each => each.SelectMany(tail => Paths(each.Key, tail))).Distinct(KeyedTexts.Comparer).ToLookup(SimilarReadNames.Plain, KeyedTexts.Comparer);
    }

    /// <summary>The names of the members.</summary>
    public SimilarReadNames Names { get; }

    /// <summary>The attributes that are read.</summary>
    /// <param name="names">Their names, in ordinal order.</param>
    /// <param name="paths">The paths of several steps. Those to elements of arrays have no names to compare.</param>
    /// <param name="given">Gets the names and paths that are read and users have.</param>
    /// <param name="comparisons">The comparisons for slips.</param>
    public static ReadMembers Of(ImmutableArray<string> names, ImmutableArray<string> paths, ConcurrentDictionary<string, bool> given, ComparisonBudget comparisons) =>
        new(names, ByFirst(paths.Take(MostPaths).Where(path => path.Length <= LongestPath).Select(path => path.Split('.')).Where(IsOfNames)), new(given, comparisons), "");

    /// <summary>What is read within a member; <c>null</c> for a member of which nothing is.</summary>
    public ReadMembers? Within(string name) => _inner.TryGetValue(name, out var members) ? members : null;

    /// <summary>The paths that have the words of a name, which is not read: <c>device.os</c> for <c>deviceOs</c>.</summary>
    public IEnumerable<string> PathsLike(string given) =>
        _inner.Count == 0 || Names.IsRead(given) ? [] : _paths[SimilarReadNames.Plain(given)];

    private static ReadMembers Within(IEnumerable<string[]> tails, SimilarReadNames.Shared shared, string path)
    {
        var all = tails.ToList();
        return new([.. all.Select(tail => tail[0]).Distinct(KeyedTexts.Comparer).OrderBy(name => name, StringComparer.Ordinal)], ByFirst(all.Where(tail => tail.Length > 1)), shared, path);
    }

    private static ILookup<string, string[]> ByFirst(IEnumerable<string[]> paths) => paths.ToLookup(steps => steps[0], static steps => steps.Skip(1).ToArray(), KeyedTexts.Comparer);

    /// <summary>The path, and the shorter ones that lead to it.</summary>
    private static IEnumerable<string> Paths(string first, string[] tail) =>
        Enumerable.Range(1, tail.Length).Select(length => $"{first}.{string.Join(".", tail.Take(length))}");

    private static bool IsOfNames(string[] steps) =>
        steps.Length <= MostSteps && !Array.Exists(steps, step => step is "" or "length" || step.All(letter => letter is >= '0' and <= '9'));
}
