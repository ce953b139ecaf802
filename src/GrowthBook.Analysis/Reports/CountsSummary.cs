namespace GrowthBook.Analysis;

/// <summary>The outcome of a simulation, or of a test of exposures.</summary>
internal static class CountsSummary
{
    /// <summary>The nouns of the rows.</summary>
    public const string One = "experiment or rollout", Many = "experiments and rollouts";

    /// <summary>The association of experiments that are independent but for the grain of the hash is below this.</summary>
    private const double MinAssociation = 0.001;

    private const string Mismatch = "mismatch", Suspect = "suspect";

    public static ResultSummary Of(Value result) => result["kind"].AsString() == ExposureTest.Kind && UnreadLines.Of(result) is { } unread
        ? new(true, $"withheld: {unread}, and the shares of the others are no test") { IsComplete = false }
        : UnreadLines.Note(OfLines(result), result);

    private static ResultSummary OfLines(Value result)
    {
        var names = CountedNames.Of(result);
        var (all, untested) = (Rows(result).Count(), Rows(result).Where(IsUntested).Select(row => names[row]).ToArray());
        var count = all - untested.Length;
        var users = result["users"] is Value.Number number ? $" of {Shown.Count(number.Content, "user")}" : "";
        var rows = Shown.Count(count, One, Many) + users;
        var rest = untested.Length == 0 ? "" : $"; not tested: {string.Join(", ", untested)}";
        var first = untested.Length == 0 ? "" : $"not tested: {Shown.Count(untested.Length)} of {Shown.Count(all, One, Many)}: {string.Join(", ", untested)}; ";
        var isComplete = !result["experiments"].Items().Any(row => IsUntested(row) && Total(row) > 0 && ReasonOf(row) != CountedRows.OneArm && !SharedValues.IsReason(ReasonOf(row))); // counts whose shares are not known
        var isOfShared = isComplete && Rows(result).Any(row => SharedValues.IsReason(ReasonOf(row))); // no fault of the payload
        return count == 0 ? new(true, $"nothing is tested: {(all == 0 ? "the payload has no experiment and no rollout" : $"{Shown.Count(all, One, Many)}{users} {Shown.Noun(all, "has", "have")} no verdict")}") { IsComplete = isOfShared }
            : Named(Mismatch) is { } failed ? new(false, failed + rest)
            : Named(Suspect) is { } doubtful ? new(true, doubtful + rest) { IsComplete = isComplete }
            : new(true, $"{first}match: {rows} {Shown.Noun(count, "has", "have")} the shares of the payload") { IsComplete = isComplete };

        string? Named(string verdict)
        {
            var keys = Rows(result).Where(row => row["verdict"].AsString() == verdict).Select(row => names[row]).ToArray();
            return keys.Length == 0 ? null : $"{verdict}: {Shown.Count(keys.Length)} of {rows}: {string.Join(", ", keys)}";
        }
    }

    /// <summary>The experiments, then the rollouts.</summary>
    public static IEnumerable<Value> Rows(Value result) => result["experiments"].Items().Concat(result["rollouts"].Items());

    /// <summary>The pairs that exclude each other, or that are not independent: by measure, or by the test of users.</summary>
    public static IEnumerable<Value> Overlaps(Value result) => result["overlaps"].Items().Where(overlap =>
        overlap["exclusive"].IsTruthy || (IsExact(overlap) ? overlap.Number("cramersV") >= MinAssociation : overlap["p"].AsDouble() < 0.001));

    /// <summary>Whether the association of a pair is a measure, and no estimate.</summary>
    public static bool IsExact(Value overlap) => overlap["exact"].IsTruthy;

    public static bool IsMismatch(Value row) => row["verdict"].AsString() == Mismatch;

    public static bool IsSuspect(Value row) => row["verdict"].AsString() == Suspect;

    /// <summary>Whether the counts of a row are no test of its shares.</summary>
    public static bool IsUntested(Value row) => row["verdict"].AsString() == CountedRows.Untested;

    /// <summary>Why a row is not tested; <c>null</c> for a row that is, and for one whose verdict is withheld.</summary>
    public static string? ReasonOf(Value row) => IsUntested(row) ? Shown.Text(row[CountedRows.Reason]) : null;

    /// <summary>The expected count of an arm; a dash without a test.</summary>
    public static string Expected(Value row, int arm) => IsUntested(row) ? "–" : Shown.Count(Math.Round(row["expected"][arm].Number()));

    /// <summary>Whether an experiment has a sequential test: its exposures are in their order.</summary>
    public static bool IsSequential(Value result) => Rows(result).Any(row => row["sequentialP"] is Value.Number);

    /// <summary>A p-value; a dash without one.</summary>
    public static string P(Value value) => value.AsDouble() is { } p ? Shown.P(p) : "–";

    /// <summary>The number of users in all arms.</summary>
    public static double Total(Value row) => row["counts"].Items().Sum(count => count.Number());
}
