namespace GrowthBook.Analysis;

/// <summary>The outcome of a simulation, or of a test of exposures.</summary>
internal static class CountsSummary
{
    /// <summary>The nouns of the rows.</summary>
    public const string One = "experiment or rollout", Many = "experiments and rollouts";

    /// <summary>Why counts have no test.</summary>
    private const string NoShares = "the payload lets no user in, or has too many random inputs";

    private const string Dash = "–", Mismatch = "mismatch", Suspect = "suspect";

    public static ResultSummary Of(Value result) => result["kind"].AsString() == ExposureTest.Kind && UnreadLines.Of(result) is { } unread
        ? new(true, $"withheld: {unread}, and the shares of the others are no test") { IsComplete = false }
        : UnreadLines.Note(OfLines(result), result);

    private static ResultSummary OfLines(Value result)
    {
        var untested = Rows(result).Where(IsUntested).Select(row => Shown.Text(row["key"])).ToArray();
        if (untested.Length == 0)
            return OfTests(result);
        var note = $"not tested: {string.Join(", ", untested)}: {NoShares}{(result["kind"].AsString() == ExposureTest.Kind ? "; name the payload that was in use" : "")}";
        if (Rows(result).All(IsUntested))
            return new(true, note) { IsComplete = false };
        var tests = OfTests(result);
        return tests with { Text = $"{tests.Text}; {note}", IsComplete = false };
    }

    /// <summary>The outcome of the experiments and rollouts that have a test.</summary>
    private static ResultSummary OfTests(Value result)
    {
        var count = Rows(result).Count(row => !IsUntested(row));
        var rows = Shown.Count(count, One, Many) + (result["users"] is Value.Number users ? $" of {Shown.Count(users.Content, "user")}" : "");
        return Named(Mismatch) is { } failed ? new(false, failed)
            : Named(Suspect) is { } doubtful ? new(true, doubtful)
            : new(true, $"match: {rows} {Shown.Noun(count, "has", "have")} the shares of the payload");

        string? Named(string verdict)
        {
            var keys = Rows(result).Where(row => row["verdict"].AsString() == verdict).Select(row => Shown.Text(row["key"])).ToArray();
            return keys.Length == 0 ? null : $"{verdict}: {Shown.Count(keys.Length)} of {rows}: {string.Join(", ", keys)}";
        }
    }

    /// <summary>The experiments, then the rollouts.</summary>
    public static IEnumerable<Value> Rows(Value result) => result["experiments"].Items().Concat(result["rollouts"].Items());

    /// <summary>The pairs that exclude each other, or that are not independent.</summary>
    public static IEnumerable<Value> Overlaps(Value result) => result["overlaps"].Items().Where(overlap => overlap["exclusive"].IsTruthy || overlap["p"].AsDouble() < 0.001);

    public static bool IsMismatch(Value row) => row["verdict"].AsString() == Mismatch;

    /// <summary>Whether counts have no expected share, and so no test.</summary>
    public static bool IsUntested(Value row) => row["shares"] is Value.Array shares && shares.All(share => share.Number() == 0) && Total(row) > 0;

    /// <summary>The expected count of an arm; a dash without a test.</summary>
    public static string Expected(Value row, int arm) => IsUntested(row) ? Dash : Shown.Count(Math.Round(row["expected"][arm].Number()));

    /// <summary>The p-value; a dash without a test.</summary>
    public static string P(Value row, string member = "p") => IsUntested(row) ? Dash : Shown.P(row.Number(member));

    public static bool IsSuspect(Value row) => row["verdict"].AsString() == Suspect;

    /// <summary>Whether an experiment has a sequential test: its exposures are in their order.</summary>
    public static bool IsSequential(Value result) => Rows(result).Any(row => row["sequentialP"] is Value.Number);

    /// <summary>The p-value of the sequential test; a dash without one.</summary>
    public static string SequentialP(Value row) => row["sequentialP"].AsDouble() is { } p ? Shown.P(p) : Dash;

    /// <summary>The number of users in all arms.</summary>
    public static double Total(Value row) => row["counts"].Items().Sum(count => count.Number());

    /// <summary>The key with the leaf of a bandit, or the rule of a rollout.</summary>
    public static string NameOf(Value row) => Shown.Text(row["key"]) + (row["leaf"] is Value.Number leaf ? $", leaf {leaf}" : "")
        + (row["arms"][1].AsString() == "in" && row["rule"].AsString() is { Length: > 0 } rule ? $" ({rule})" : "");
}
