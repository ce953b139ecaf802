namespace GrowthBook;

/// <summary>Collects the paths of attributes that conditions test, with the kinds of values that the tests discern.</summary>
internal sealed class TestedPaths
{
    /// <summary>The most steps of a path that is compared. A path of n steps has n beginnings.</summary>
    private const int MostSteps = 16;

    private readonly Dictionary<string, DiscernedKinds> _kinds = new(KeyedTexts.Comparer);

    /// <summary>Adds a test of the value at a path. The values on the way need members or elements.</summary>
    public void Add(in AttributePath path, DiscernedKinds kinds)
    {
        var text = path.Text;
        var (end, steps) = (text.IndexOf('.'), 1);
        for (; end >= 0 && steps <= MostSteps; steps++)
        {
            var next = text.IndexOf('.', end + 1);
            var step = next < 0 ? text.Substring(end + 1) : text.Substring(end + 1, next - end - 1);
            var owner = step == "length" || ArrayIndex.TryParse(step, out _) ? AttributeKinds.Array | AttributeKinds.Object : AttributeKinds.Object;
            Merge(text.Substring(0, end), DiscernedKinds.Of(owner, owner));
            end = next;
        }
        if (steps <= MostSteps)
            Merge(text, kinds);
    }

    /// <summary>The kinds by path, for paths on which a test depends by kind.</summary>
    public IEnumerable<(AttributePath Path, DiscernedKinds Kinds)> ByKind => _kinds
        .Where(each => each.Value.Wanted != AttributeKinds.None && each.Value.Own != AttributeKinds.All)
        .OrderBy(each => each.Key, StringComparer.Ordinal)
        .Select(each => (new AttributePath(each.Key), each.Value));

    private void Merge(string path, DiscernedKinds kinds) => _kinds[path] = _kinds.TryGetValue(path, out var known) ? known | kinds : kinds;
}
