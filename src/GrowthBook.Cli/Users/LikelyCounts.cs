using System.Globalization;

namespace GrowthBook.Cli;

/// <summary>
/// Finds ignored columns or members that are likely counts, by the lines without a known count: their numbers are whole, and
/// either each experiment and variation has one line, or the name says that it is a count. If another name says who the user is, there are none; if it is of
/// accounts, by which a query can count users, a name says that it counts users or lines.
/// </summary>
internal sealed class LikelyCounts
{
    /// <summary>Maximum number of pairs of experiment and variation that are compared. More are taken for repeated ones.</summary>
    private const int MaxPairs = 10_000;

    /// <summary>Maximum number of names whose meaning is remembered.</summary>
    private const int MaxNames = 1000;

    private readonly HashSet<(string, string)> _pairs = [];
    private readonly Dictionary<string, NameMeaning> _meanings = new(StringComparer.Ordinal);
    private bool _hasRepeatedPair;
    private bool _hasUsers;

    /// <summary>The first name of accounts; <c>null</c> without one.</summary>
    private string? _accounts;

    /// <summary>The names that have a whole number in each line, with the largest one; <c>null</c> before the first line.</summary>
    private Dictionary<string, double>? _largest;

    /// <summary>Adds a line without a count.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="variation">The variation.</param>
    /// <param name="ignored">The names and texts of its other columns or members.</param>
    public void Add(string experiment, string variation, IEnumerable<(string Name, string Text)> ignored)
    {
        if (_hasUsers || _largest is { Count: 0 })
            return;
        _hasRepeatedPair = _hasRepeatedPair || _pairs.Count == MaxPairs || !_pairs.Add((experiment, variation));
        var before = _largest;
        _largest = new(StringComparer.Ordinal);
        foreach (var (name, text) in ignored)
        {
            var meaning = MeaningOf(name);
            _hasUsers |= meaning == NameMeaning.User;
            _accounts ??= meaning == NameMeaning.Account ? name : null;
            if ((meaning is NameMeaning.Count or NameMeaning.UserCount || (meaning == NameMeaning.Unknown && !_hasRepeatedPair))
                && WholeNumberOf(text) is { } number && (before is null || before.ContainsKey(name)))
            {
                _largest[name] = Math.Max(number, before?.GetValueOrDefault(name) ?? 0);
            }
        }
    }

    /// <summary>The error of a file with such a column or member; otherwise <c>null</c>.</summary>
    /// <param name="kind">What has the name: a column or a member.</param>
    public string? ErrorOf(string kind)
    {
        var names = _hasUsers || _largest is null ? [] : _largest.Where(each => each.Value > 1 && (_accounts is null || MeaningOf(each.Key) == NameMeaning.UserCount)).Select(each => $"`{Columns.Short(each.Key)}`").ToArray();
        return names.Length == 0 ? null
            : $"each line counts as one exposure, but the {kind}{(names.Length == 1 ? "" : "s")} {string.Join(", ", names)} may be counts; "
                + (_accounts is null ? $"name the {kind} of counts `count`, or that of users `user`"
                    : $"name the {kind} of counts `count`, or leave it out if each line is one user by `{Columns.Short(_accounts)}`");
    }

    private NameMeaning MeaningOf(string name)
    {
        if (_meanings.TryGetValue(name, out var known))
            return known;
        var meaning = CountNames.Of(name);
        if (_meanings.Count < MaxNames)
            _meanings.Add(name, meaning);
        return meaning;
    }

    private static double? WholeNumberOf(string text) =>
        double.TryParse(text, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number)
        && number >= 0 && double.IsInteger(number) ? number : null;
}
