namespace GrowthBook.Analysis;

/// <summary>What the counts of a difference are of: users, or records, of which one user can have several.</summary>
internal static class DiffPopulation
{
    /// <summary>The member of a difference with counts.</summary>
    public const string Member = "population";

    private const string Users = "users", Records = "records";

    /// <summary>The difference with the member.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="ofRecords">Whether the counts are of records.</param>
    public static Value.Object With(Value.Object diff, bool ofRecords) => diff.With(Member, ofRecords ? Records : Users);

    /// <summary>The noun of one.</summary>
    public static string One(Value diff) => IsOfRecords(diff) ? "record" : "user";

    /// <summary>The noun of several.</summary>
    public static string Many(Value diff) => IsOfRecords(diff) ? Records : Users;

    /// <summary>The option that names the file. Results of earlier versions do not have the member.</summary>
    public static string OptionOf(Value diff) => diff[Member].AsString() is null ? "(--users FILE | --records FILE)" : $"--{Many(diff)} FILE";

    private static bool IsOfRecords(Value diff) => diff[Member].AsString() == Records;
}
