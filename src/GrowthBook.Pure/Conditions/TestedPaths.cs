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

    /// <summary>The paths whose members or elements are compared together.</summary>
    private readonly HashSet<string> _wholes = new(KeyedTexts.Comparer);

    /// <summary>Adds a test of the value at a path. The values on the way need members or elements.</summary>
    public void Add(in AttributePath path, ValueTest test, SavedGroups groups)
    {
        var text = path.Text;
        var steps = 1;
        foreach (var (owner, step) in OwnersOf(text))
        {
            steps++;
            var isElement = ArrayIndex.TryParse(step, out _);
            var kinds = isElement || step == "length" ? AttributeKinds.Array | AttributeKinds.Object : AttributeKinds.Object;
            Merge(owner, DiscernedKinds.Of(kinds, kinds));
            if (isElement)
                TextsOf(owner).Elements.AddOther(); // this test compares one of them
        }
        if (steps > MostSteps || text.Length > LongestPath)
            return;
        Merge(text, test.Discerns(groups));
        test.AddTexts(TextsOf(text), groups);
        if (test.ReadsContents)
            _ = _wholes.Add(text);
    }

    /// <summary>The tests by path, for paths at which a value can be a misfit. Whatever is within a value that is compared as a whole fits.</summary>
    public IEnumerable<TestedPath> ToPaths() => _kinds
        .Where(each => OwnersOf(each.Key).All(owner => !_wholes.Contains(owner.Path)))
        .Select(each => new TestedPath(new AttributePath(each.Key), each.Value, TextsOf(each.Key)))
        .Where(each => each.HasMisfits)
        .OrderBy(each => each.Path.Text, StringComparer.Ordinal);

    /// <summary>The beginnings of a path at which there must be an object or an array, each with the next step: for <c>a.b.0</c> they are <c>a</c> with <c>b</c>, and <c>a.b</c> with <c>0</c>.</summary>
    private static IEnumerable<(string Path, string Step)> OwnersOf(string path)
    {
        var end = path.IndexOf('.');
        for (var steps = 1; end >= 0 && end <= LongestPath && steps <= MostSteps; steps++)
        {
            var next = path.IndexOf('.', end + 1);
            var length = (next < 0 ? path.Length : next) - end - 1;
            yield return (path.Substring(0, end), length <= LongestPath ? path.Substring(end + 1, length) : "");
            end = next;
        }
    }

    private DiscernedTexts TextsOf(string path)
    {
        if (!_texts.TryGetValue(path, out var texts))
            _texts.Add(path, texts = new DiscernedTexts());
        return texts;
    }

    private void Merge(string path, DiscernedKinds kinds) => _kinds[path] = _kinds.TryGetValue(path, out var known) ? known | kinds : kinds;
}
