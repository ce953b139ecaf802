namespace GrowthBook.Analysis;

/// <summary>The page of the users of a variation.</summary>
internal static class FindUserPage
{
    public static ReportPage Of(Value result)
    {
        var users = result["users"].Items().ToArray();
        return new ReportPage(
            "Users of a variation",
            $"gb find-user PAYLOAD {ShellWord.OfExperiment(result, "experiment")} --variation {ShellWord.Of(Shown.Text(result["variation"]))} --count {(result["reason"] is Value.Null ? Shown.Exact(users.Length) : "NUMBER")}{OptionsOf(result)}",
            FindUserSummary.Of(result))
        {
            Facts =
            [
                .. Fact.Of("Payload", result["payload"]), .. Fact.Of("Experiment", result["experiment"]), .. Fact.Of("Variation", result["variation"]), .. Fact.Of("Attribute", result["attribute"]), .. Fact.Of("URL", result["url"]),
            ],
            Tiles =
            [
                new(Shown.Count(users.Length), Shown.Noun(users.Length, "user"), users.Length == 0 ? Tone.Bad : Tone.Neutral),
                .. result["share"].AsDouble() is { } share ? (Tile[])[new(FindUserSummary.Percent(result, share), $"of users have a bucket of the variation{(FindUserSummary.EstimateOf(result) is null ? "" : ", an estimate")}")] : [],
                new(Shown.Count(result.Number("tried")), Shown.Noun(result.Number("tried"), "identifier") + " tried"),
            ],
            Sections =
            [
                Section.Of("Users, verified by evaluation", Table.Of($"Users by {Shown.Text(result["attribute"])}", ["id", "bucket", "attributes"], users.Select(user => (Cell[])
                [
                    Shown.Text(user["id"]), user["bucket"].AsDouble() is { } bucket ? new Cell(Html.Of($"{Shown.Exact(bucket)}"), bucket) : "", Html.Of($"<code>{user["attributes"].ToJson()}</code>"),
                ]))),
            ],
        };
    }

    /// <summary>The given attributes, the URL and the first identifier, as options of a shell.</summary>
    private static string OptionsOf(Value result) =>
        (result["attributes"] is Value.Object { Count: > 0 } attributes ? $" --attributes {ShellWord.Of(attributes.ToJson())}" : "")
        + (result["url"].AsString() is { } url ? $" --url {ShellWord.Of(url)}" : "")
        + (result["seed"].AsDouble() is > 0 and var seed ? $" --seed {Shown.Exact(seed)}" : "");
}
