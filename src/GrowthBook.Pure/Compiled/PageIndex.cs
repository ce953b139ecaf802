using System.Collections.Immutable;
using GrowthBook.Urls;

namespace GrowthBook;

/// <summary>
/// An index of page experiments by the hosts and paths of their simple URL patterns. A lookup returns every experiment whose
/// patterns can match a URL, and few others, so that a page costs what runs on it and not what the payload has.
/// </summary>
internal sealed class PageIndex
{
    private const string AnyHost = "";

    /// <summary>The positions of the experiments that have a pattern with a literal path, and of those that have one with a literal start.</summary>
    private readonly Dictionary<string, List<int>> _byPath = new(KeyedTexts.Comparer);

    /// <summary>The lengths of the literal starts.</summary>
    private readonly SortedSet<int> _lengths = [];

    /// <summary>The positions of the experiments without a simple pattern that must match.</summary>
    private readonly List<int> _unindexed = [];

    public PageIndex(ImmutableArray<PageExperiment> pages)
    {
        for (var i = 0; i < pages.Length; i++)
        {
            if (pages[i].IsRunnable)
                Add(pages[i].Experiment.UrlTargets, i);
        }
    }

    /// <summary>The positions of the experiments whose patterns can match a URL, in ascending order.</summary>
    /// <param name="url">The URL as targeting reads it.</param>
    public List<int> Find(PageUrl url)
    {
        var found = new List<int>(_unindexed);
        if (url.IsUrl)
        {
            var (host, path) = (LiteralPiece.Canonicalize(url.Host), LiteralPiece.Canonicalize(url.Pathname));
            Add(host, path, found);
            Add(AnyHost, path, found);
        }
        if (found.Count == _unindexed.Count)
            return found;
        found.Sort();
        return [.. found.Where((position, i) => i == 0 || position != found[i - 1])];
    }

    private void Add(CompiledUrlTarget[]? targets, int position)
    {
        if (targets is null || (targets.Length > 0 && !targets.Any(target => target.Include)) || targets.Any(target => target is { Include: true, IsRegex: true }))
        {
            _unindexed.Add(position);
            return;
        }
        foreach (var target in targets)
        {
            if (target is { Include: true, Simple: { } pattern })
                Add(pattern, position);
        }
    }

    private void Add(SimpleUrlPattern pattern, int position)
    {
        var key = Key(pattern.Host ?? AnyHost, pattern.PathStart, pattern.HasLiteralPath);
        if (!pattern.HasLiteralPath)
            _lengths.Add(pattern.PathStart.Length);
        if (!_byPath.TryGetValue(key, out var positions))
            _byPath[key] = positions = [];
        positions.Add(position);
    }

    /// <summary>Adds the experiments for a host. A pattern leaves out a slash at either end of the path.</summary>
    private void Add(string host, string path, List<int> found)
    {
        AddStarts(host, path, found);
        if (path.Length > 0 && path[0] == '/')
            AddStarts(host, path.Substring(1), found);
    }

    private void AddStarts(string host, string path, List<int> found)
    {
        Add(Key(host, path, isWhole: true), found);
        if (path.Length > 0 && path[path.Length - 1] == '/')
            Add(Key(host, path.Substring(0, path.Length - 1), isWhole: true), found);
        foreach (var length in _lengths)
        {
            if (length > path.Length)
                break;
            Add(Key(host, path.Substring(0, length), isWhole: false), found);
        }
    }

    private void Add(string key, List<int> found)
    {
        if (_byPath.TryGetValue(key, out var positions))
            found.AddRange(positions);
    }

    /// <summary>Neither separator is possible in a host.</summary>
    private static string Key(string host, string path, bool isWhole) => host + (isWhole ? "/" : "?") + path;
}
