namespace GrowthBook.Analysis;

/// <summary>
/// The features that have the value null for each user: what an evaluation looks at first, of the feature and of each that it needs, leads back to one of them. A rule
/// or a prerequisite before that can answer some users, or end their evaluation.
/// </summary>
internal sealed class ClosedCircles
{
    private readonly FeatureTable _features;
    private readonly Found[] _found;

    /// <param name="features">The features of a payload.</param>
    public ClosedCircles(FeatureTable features)
    {
        _features = features;
        _found = new Found[features.EntryCount];
        for (var number = 0; number < _found.Length; number++)
            Walk(number);
    }

    private enum Found
    {
        Nothing,
        Open,
        Closed,
        NotClosed,
    }

    /// <summary>Whether each user has the value null of a feature.</summary>
    public bool Has(int number) => _found[number] == Found.Closed;

    private void Walk(int number)
    {
        var path = new List<int>();
        for (; number >= 0 && _found[number] == Found.Nothing; number = First(number))
        {
            _found[number] = Found.Open;
            path.Add(number);
        }
        var found = number >= 0 && _found[number] != Found.NotClosed ? Found.Closed : Found.NotClosed;
        foreach (var each in path)
            _found[each] = found;
    }

    /// <summary>The feature that each evaluation of another one needs first; -1 without one.</summary>
    private int First(int number) => _features[number].Rules is { Count: > 0 } rules && rules[0].Prerequisites is [var first, ..] ? first.Number : -1;
}
