namespace GrowthBook.Analysis;

/// <summary>The page of ranges that move the fewest users.</summary>
internal static class RebalancePage
{
    public static ReportPage Of(Value result)
    {
        var (changes, variations) = (new[] { ("the ranges", result["shares"]), ("the weights alone", result["plain"]["shares"]) }, result["variations"].Items().Count());
        return new ReportPage(
            "Weights that move the fewest users",
            $"gb rebalance PAYLOAD {ShellWord.OfExperiment(result)} --weights {string.Join(",", result["weights"].Items().Select(Shown.Text))}",
            RebalanceSummary.Of(result))
        {
            Facts = [.. Fact.Of("Payload", result["payload"]), .. Fact.Of("Experiment", result["key"]), .. Fact.Of("Feature", result["feature"]), .. Fact.Of("Rule", result["rule"])],
            Tiles = [new(Shown.Count(variations), Shown.Noun(variations, "variation"))],
            Sections =
            [
                Section.Of("Ranges", Ranges(result)),
                Section.Of("Replace these members of the rule", Html.Of(
                    $"<pre tabindex=\"0\" role=\"group\" aria-label=\"Members of the rule\">{RebalanceSummary.Members(result).ToString()}</pre>\n")),
                Section.Of("What they do to users", Shares(changes)),
                ChangeLegend.Of([.. changes.Select(change => change.Item2)]),
            ],
        };
    }

    private static Html Ranges(Value result)
    {
        var table = Table.Of(
            "Weight and range of each variation", ["variation", "weight", "range", "range by the weights alone"],
            RebalanceSummary.Rows(result).Select(row => (Cell[])[row.Variation, row.Weight, row.Range, row.PlainRange]));
        return RebalanceSummary.Remark(result) is { } remark ? Html.Of($"{table}<p>{remark}</p>\n") : table;
    }

    private static Html Shares(IReadOnlyCollection<(string Name, Value Shares)> changes)
    {
        var classes = DiffSummary.ClassesOf([.. changes.Select(change => change.Shares)]);
        return Table.Of("Shares of users per class", ["change", "users", .. classes.Select(each => each.ToName())], changes.Select(change => (Cell[])
            [change.Name, Chart.Shares(change.Shares), .. classes.Select(each => Cell.Share(change.Shares.Number(each.ToName())))]));
    }
}
