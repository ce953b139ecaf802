namespace GrowthBook;

/// <summary>Collects the paths of attributes that conditions test, with the kinds of values and the texts that the tests discern.</summary>
internal sealed class TestedPaths
{
    /// <summary>The most steps of a path that is compared. A path of n steps has n beginnings.</summary>
    private const int MostSteps = 16;

    /// <summary>The longest path that is compared: its beginnings are texts of their own.</summary>
    private const int LongestPath = 1_000;

    private readonly Dictionary<string, DiscernedKinds> _kinds = new(KeyedTexts.Comparer);
    private readonly Dictionary<string, DiscernedTexts> _texts = new(KeyedTexts.Comparer);

    /// <summary>Adds a test of the value at a path. The values on the way need members or elements.</summary>
    public void Add(in AttributePath path, ValueTest test, SavedGroups groups)
    {
        var text = path.Text;
        var (end, steps) = (text.IndexOf('.'), 1);
        for (; end >= 0 && end <= LongestPath && steps <= MostSteps; steps++)
        {
            var next = text.IndexOf('.', end + 1);
            var length = (next < 0 ? text.Length : next) - end - 1;
            var owner = length <= LongestPath && text.Substring(end + 1, length) is var step && (step == "length" || ArrayIndex.TryParse(step, out _)) ? AttributeKinds.Array | AttributeKinds.Object : AttributeKinds.Object;
            Merge(text.Substring(0, end), DiscernedKinds.Of(owner, owner));
            end = next;
        }
        if (steps > MostSteps || text.Length > LongestPath)
            return;
        Merge(text, test.Discerns(groups));
        if (!_texts.TryGetValue(text, out var texts))
            _texts.Add(text, texts = new DiscernedTexts());
        test.AddTexts(texts, groups);
    }

    /// <summary>The tests by path, for paths at which a value can be a misfit.</summary>
    public IEnumerable<TestedPath> ToPaths() => _kinds
        .Select(each => new TestedPath(new AttributePath(each.Key), each.Value, _texts.TryGetValue(each.Key, out var texts) ? texts : new DiscernedTexts()))
        .Where(each => each.HasMisfits)
        .OrderBy(each => each.Path.Text, StringComparer.Ordinal);

    private void Merge(string path, DiscernedKinds kinds) => _kinds[path] = _kinds.TryGetValue(path, out var known) ? known | kinds : kinds;
}
