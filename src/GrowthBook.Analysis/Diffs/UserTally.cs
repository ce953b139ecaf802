using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Counts what a change does to users, with the first example of each class. A commutative monoid: <see cref="Merge"/>.</summary>
/// <remarks>Mutable; one thread at a time.</remarks>
public sealed class UserTally
{
    private readonly SortedDictionary<(string? Feature, string Experiment), Row> _rows = new(Comparer<(string? Feature, string Experiment)>.Create(Compare));

    /// <summary>The features without a measure that were evaluated.</summary>
    internal EvaluatedFeatures Evaluated { get; } = new();

    /// <summary>The number of users with a value for each attribute that is hashed; of none unless they are counted.</summary>
    internal AttributeCounts Attributes { get; } = new();

    /// <summary>The number of users with a value for each attribute that changed rules test; of none unless they are counted.</summary>
    internal TestedAttributes Tested { get; } = new();

    /// <summary>The names of a user's attributes; of none unless they are counted.</summary>
    internal ImmutableArray<string> AttributeNames => Attributes.Names.IsEmpty && Undecided is not null ? Undecided.Without.Attributes.Names : Attributes.Names;

    /// <summary>The number of users or records.</summary>
    public long Users { get; private set; }

    /// <summary>The number of users or records for which something differs.</summary>
    public long Changed { get; private set; }

    /// <summary>The number of lines that are no user or record, and that the other counts do not have.</summary>
    public long Unread { get; private set; }

    /// <summary>The number of users or records with sticky buckets, also if these are empty.</summary>
    internal long Stored { get; private set; }

    /// <summary>The users or records that depend on whether the application has sticky buckets, and that the other counts do not have; <c>null</c> without any.</summary>
    internal UndecidedUsers? Undecided { get; private set; }

    /// <summary>The same, for a user to be added.</summary>
    internal UndecidedUsers AddUndecided() => Undecided ??= new UndecidedUsers();

    /// <summary>Counts a user or record with sticky buckets.</summary>
    internal void AddStored() => Stored++;

    /// <summary>Adds lines that cannot be read.</summary>
    /// <param name="lines">Their number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0.</exception>
    public void AddUnread(long lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        Unread += lines;
    }

    /// <summary>Adds one user or record.</summary>
    /// <param name="line">The line of the file, from 1.</param>
    /// <param name="id">The user's or record's id.</param>
    /// <param name="changes">What <see cref="UserComparison"/> found.</param>
    /// <param name="explain">Explains a feature of the user under both payloads; <c>null</c> for examples without traces.</param>
    public void Add(long line, Value? id, IReadOnlyList<UserChange> changes, Func<string, (string Old, string New)>? explain = null)
    {
        Users++;
        var hasChange = false;
        foreach (var change in changes ?? throw new ArgumentNullException(nameof(changes)))
        {
            hasChange |= change.IsDifference;
            RowOf((change.Feature, change.Experiment ?? "")).Add(Users, line, id, change, explain);
        }
        Changed += hasChange ? 1 : 0;
    }

    /// <summary>Adds the counts of another tally.</summary>
    /// <param name="other">The other one, which stays as it is.</param>
    public void Merge(UserTally other)
    {
        Users += (other ?? throw new ArgumentNullException(nameof(other))).Users;
        Changed += other.Changed;
        Unread += other.Unread;
        Stored += other.Stored;
        Evaluated.Merge(other.Evaluated);
        Attributes.Merge(other.Attributes);
        Tested.Merge(other.Tested);
        if (other.Undecided is not null)
            AddUndecided().Merge(other.Undecided);
        foreach (var (key, row) in other._rows)
            RowOf(key).Merge(row);
    }

    /// <summary>The tally as JSON, by feature and experiment, and by own experiment; a change of a value without an experiment has the key <c>""</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
    [
        new("users", Users),
        new("changed", Changed),
        new(Analysis.Unread.Member, Unread),
        new(UserDiff.Stored, Stored),
        new("features", new Value.Object(_rows
            .Where(row => row.Key.Feature is not null)
            .GroupBy(row => row.Key.Feature!, StringComparer.Ordinal)
            .Select(feature => new KeyValuePair<string, Value>(feature.Key, RowsOf(feature))))),
        new("experiments", RowsOf(_rows.Where(row => row.Key.Feature is null))),
        new(EvaluatedFeatures.Member, Evaluated.ToValue()),
        new(AttributeCounts.Member, Attributes.ToValue()),
        new(TestedAttributes.Member, Tested.ToValue()),
        .. Undecided is null ? (KeyValuePair<string, Value>[])[] : [new(StickyBucketing.Undecided, Undecided.ToValue())],
    ]);

    private static Value.Object RowsOf(IEnumerable<KeyValuePair<(string? Feature, string Experiment), Row>> rows) =>
        new(rows.Select(row => new KeyValuePair<string, Value>(row.Key.Experiment, row.Value.ToValue())));

    private Row RowOf((string? Feature, string Experiment) key)
    {
        if (!_rows.TryGetValue(key, out var row))
            _rows.Add(key, row = new Row());
        return row;
    }

    private static int Compare((string? Feature, string Experiment) left, (string? Feature, string Experiment) right) =>
        string.CompareOrdinal(left.Feature, right.Feature) is not 0 and var order ? order : string.CompareOrdinal(left.Experiment, right.Experiment);

    private sealed class Row
    {
        private readonly long[] _counts = new long[ChangeClasses.All.Length];
        private readonly Example?[] _examples = new Example?[ChangeClasses.All.Length];
        private long _entering;

        /// <summary>The number of the user who was added last, and the classes of this user, as bits: features that share an experiment can have the user twice.</summary>
        private long _user;
        private int _classes;

        public void Add(long user, long line, Value? id, UserChange change, Func<string, (string Old, string New)>? explain)
        {
            (_user, _classes) = (user, user == _user ? _classes : 0);
            const int Same = 1 << (int)ChangeClass.Same;
            var at = (int)change.Class;
            if (change.Class == ChangeClass.Same ? _classes != 0 : (_classes & (1 << at)) != 0)
                return; // a user counts once per class, whichever features evaluate the experiment
            if (_classes == Same)
                (_counts[(int)ChangeClass.Same], _classes) = (_counts[(int)ChangeClass.Same] - 1, 0); // the same in one feature, another in the next: the user differs
            _classes |= 1 << at;
            _counts[at]++;
            _entering += change.EntersRollout ? 1 : 0;
            if (change.Class != ChangeClass.Same && (_examples[at] is null || line < _examples[at]!.Line))
                _examples[at] = new Example(line, id ?? Value.Null.Instance, change, change.Feature is { } feature ? explain?.Invoke(feature) : null);
        }

        public void Merge(Row other)
        {
            _entering += other._entering;
            for (var i = 0; i < _counts.Length; i++)
            {
                _counts[i] += other._counts[i];
                if (other._examples[i] is { } example && (_examples[i] is null || example.Line < _examples[i]!.Line))
                    _examples[i] = example;
            }
        }

        public Value.Object ToValue() => new(
        [
            new("counts", new Value.Object(ChangeClasses.All.Select(each => new KeyValuePair<string, Value>(each.ToName(), _counts[(int)each])))),
            new(UserDiff.Entering, _entering),
            new("examples", new Value.Object(ChangeClasses.All
                .Where(each => _examples[(int)each] is not null)
                .Select(each => new KeyValuePair<string, Value>(each.ToName(), _examples[(int)each]!.ToValue())))),
        ]);
    }

    private sealed record Example(long Line, Value Id, UserChange Change, (string Old, string New)? Traces)
    {
        public Value.Object ToValue()
        {
            var members = new List<KeyValuePair<string, Value>> { new("line", Line), new("id", Id), new("before", OrNull(Change.Before)), new("after", OrNull(Change.After)) };
            if (Change.Values is var (before, after))
                members.Add(new("values", new Value.Array([before, after])));
            if (Traces is var (old, @new))
                members.Add(new("traces", new[] { old, @new }));
            return new Value.Object(members);
        }

        private static Value OrNull(string? text) => text is null ? Value.Null.Instance : text;
    }
}
