namespace GrowthBook.Analysis;

/// <summary>The outcome of a search for ranges that move the fewest users.</summary>
internal static class RebalanceSummary
{
    /// <summary>The share of users by which ranges of one weight differ: a bucket of hash version 1.</summary>
    private const double Rounding = 0.001;

    public static ResultSummary Of(Value result) =>
        new(true, $"{Losses(result, result["shares"])} of users move or leave; {Losses(result, result["plain"]["shares"])} by the weights without ranges{Entrants(result)}");

    /// <summary>The remark on ranges that other ones may be better than, and on shares that are estimates; <c>null</c> without one.</summary>
    public static string? Remark(Value result) =>
        string.Join("; ", new[] { result["minimal"].IsTruthy ? null : "the variations keep their order; other orders were not considered", result["estimate"].AsString() }.OfType<string>()) is { Length: > 0 } remark ? remark : null;

    /// <summary>The members of the rule to replace.</summary>
    public static Value.Object Members(Value result) => new([new("weights", result["weights"]), new("ranges", result["ranges"])]);

    /// <summary>The variations with their weights and ranges.</summary>
    public static IEnumerable<(string Variation, string Weight, string Range, string PlainRange)> Rows(Value result) => result["variations"].Items().Select((variation, i) => (
        Shown.Text(variation), Shown.Percent(Math.Round(result["weights"][i].Number(), 6)), Range(result["ranges"][i]), Range(result["plain"]["ranges"][i])));

    private static string Range(Value range) => $"[{Shown.Exact(range[0].Number())}, {Shown.Exact(range[1].Number())})";

    /// <summary>The users who enter by the weights alone, if more users are in the experiment by them than by the ranges.</summary>
    private static string Entrants(Value result)
    {
        var entered = result["plain"]["shares"].Number(ChangeClass.Entered.ToName());
        return Gain(result["plain"]["shares"]) - Gain(result["shares"]) > Rounding * result["variations"].Items().Count()
            ? $", by which {Percent(result, entered)} enter"
            : "";
    }

    private static double Gain(Value shares) => shares.Number(ChangeClass.Entered.ToName()) - shares.Number(ChangeClass.Left.ToName());

    private static string Losses(Value result, Value shares) => Percent(result, shares.Number(ChangeClass.Moved.ToName()) + shares.Number(ChangeClass.Left.ToName()));

    /// <summary>A share, as precise as it is.</summary>
    private static string Percent(Value result, double share) =>
        result["estimate"].AsString() is null ? Shown.Share(Math.Round(share, 8)) : $"about {Shown.Share(Math.Round(share, 3))}";
}
