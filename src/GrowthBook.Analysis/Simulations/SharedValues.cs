namespace GrowthBook.Analysis;

/// <summary>
/// The users of a row who have hashed values in common, such as those of one company. They get one arm together, so that tests of independent
/// users do not hold: the variance of a count is <paramref name="Effect"/> times that of as many independent users.
/// </summary>
/// <remarks>
/// Found by the number of users in each of 4,096 cells, to which values are hashed: a sum over users, with which partial results merge, in constant memory. Values that only
/// share a cell are expected, and only more pairs of users than those count. A value of many users is found among any number of others.
/// </remarks>
/// <param name="Attribute">The hashed attribute.</param>
/// <param name="Effect">The design effect, above 1.</param>
/// <param name="Values">The number of values, approximately; <c>null</c> for so many that no cell is empty.</param>
internal sealed record SharedValues(string Attribute, double Effect, double? Values)
{
    /// <summary>The number of cells.</summary>
    public const int Cells = 4096;

    /// <summary>The member of the counts: of each row, and of each of its attributes, the cells; empty for an attribute that decides nothing.</summary>
    public const string Member = "cells";

    /// <summary>The member of a description: the attributes whose values the row hashes.</summary>
    public const string Attributes = "attributes";

    /// <summary>The end of the reason.</summary>
    private const string Mend = "and users of one value get one arm together; give one user per value";

    /// <summary>Maximum deviation of pairs in one cell by chance, in standard errors.</summary>
    private const double MaxErrors = 5;

    /// <summary>The number of pairs that few users can have by chance, and that cannot make a mismatch.</summary>
    private const double MaxChancePairs = 2;

    /// <summary>The cell of a value.</summary>
    public static int CellOf(string value) => (int)(AttributeIds.Mix(AttributeIds.HashOf(value)) % Cells);

    /// <summary>The attribute with the largest effect; <c>null</c> if users do not share values, or if values were not counted.</summary>
    /// <param name="described">The description of the row.</param>
    /// <param name="cells">The cells of each of its attributes.</param>
    /// <param name="users">The number of users in all arms.</param>
    public static SharedValues? Of(Value described, Value cells, long users) => described[Attributes] is not Value.Array attributes || cells is not Value.Array rows ? null
        : attributes.Zip(rows, (attribute, each) => Of(Shown.Text(attribute), [.. SimulationResult.Numbers(each)], users))
            .OfType<SharedValues>()
            .MaxBy(shared => shared.Effect);

    /// <summary>Whether a text is the reason of a row whose users share values.</summary>
    public static bool IsReason(string? reason) => reason?.EndsWith(Mend, StringComparison.Ordinal) is true;

    /// <summary>Why the counts are no test.</summary>
    /// <param name="users">The number of users.</param>
    public string ReasonOf(long users) => Values is { } values
        ? $"{Shown.Count(users, "user")} have about {Shown.Count(Math.Clamp(Math.Round(values), 1, users - 1), "value")} of `{Finding.Name(Attribute)}`, {Mend}"
        : $"many of {Shown.Count(users, "user")} share values of `{Finding.Name(Attribute)}`, {Mend}";

    private static SharedValues? Of(string attribute, double[] cells, long users)
    {
        if (cells.Sum() != users)
            return null; // an attribute that decides nothing, or parts of a version that did not count values
        var pairs = cells.Sum(count => count * (count - 1) / 2);
        var expected = users * (users - 1.0) / 2 / Cells;
        if (pairs <= expected + (MaxErrors * Math.Sqrt(expected)) + MaxChancePairs)
            return null;
        var empty = cells.Count(count => count == 0);
        return new SharedValues(attribute, 1 + (2 * (pairs - expected) / users), empty == 0 ? null : Cells * Math.Log((double)Cells / empty));
    }
}
