namespace GrowthBook.Analysis;

/// <summary>The outcome of a search for ranges that move the fewest users.</summary>
internal static class RebalanceSummary
{
    public static ResultSummary Of(Value result) =>
        new(true, $"{Losses(result, result["shares"])} of users move or leave; {Losses(result, result["plain"]["shares"])} by the weights without ranges");

    /// <summary>The remark on ranges that other ones may be better than, and on shares that are estimates; <c>null</c> without one.</summary>
    public static string? Remark(Value result) =>
        string.Join("; ", new[] { result["minimal"].IsTruthy ? null : "the variations keep their order; other orders were not considered", result["estimate"].AsString() }.OfType<string>()) is { Length: > 0 } remark ? remark : null;

    /// <summary>The members of the rule to replace.</summary>
    public static Value.Object Members(Value result) => new([new("weights", result["weights"]), new("ranges", result["ranges"])]);

    /// <summary>The variations with their weights and ranges.</summary>
    public static IEnumerable<(string Variation, string Weight, string Range, string PlainRange)> Rows(Value result) => result["variations"].Items().Select((variation, i) => (
        Shown.Text(variation), Shown.Percent(Math.Round(result["weights"][i].Number(), 6)), Range(result["ranges"][i]), Range(result["plain"]["ranges"][i])));

    private static string Range(Value range) => $"[{Shown.Exact(range[0].Number())}, {Shown.Exact(range[1].Number())})";

    private static string Losses(Value result, Value shares)
    {
        var (isEstimate, share) = (result["estimate"].AsString() is not null, shares.Number(ChangeClass.Moved.ToName()) + shares.Number(ChangeClass.Left.ToName()));
        return (isEstimate ? "about " : "") + Shown.Share(Math.Round(share, isEstimate ? 3 : 8));
    }
}
