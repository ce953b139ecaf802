namespace GrowthBook.Analysis;

/// <summary>The page of the values of features for users or archetypes.</summary>
internal static class MatrixPage
{
    /// <summary>The number of users up to which a table has a column for each.</summary>
    private const int MaxColumns = 6;

    public static ReportPage Of(Value result)
    {
        var features = result["features"].Items().Select(Shown.Text).ToArray();
        var users = result["users"].Items().ToArray();
        var differing = Enumerable.Range(0, features.Length).Count(feature => Differs(users, feature));
        return new ReportPage(
            "Features by user", $"gb matrix PAYLOAD FEATURE… --users FILE{UndecidedWarning.OptionOf(result)}",
            UnreadLines.Note(
                new ResultSummary(true, $"{Shown.Count(users.Length, "user")}, {Shown.Count(features.Length, "feature")}, of which {Shown.Count(differing, "differs", "differ")} between users"), result))
        {
            Facts = [.. Fact.Of("Payload", result["payload"])],
            Tiles =
            [
                new(Shown.Count(users.Length), Shown.Noun(users.Length, "user or archetype", "users or archetypes")), new(Shown.Count(features.Length), Shown.Noun(features.Length, "feature")),
                new(Shown.Count(differing), Shown.Noun(differing, "feature that differs between users", "features that differ between users")),
                .. UnreadLines.Tiles(result),
            ],
            Sections =
            [
                UndecidedWarning.Notes(result, users.Length),
                Section.Of("Values", users.Length is 0 or > MaxColumns ? default : Values(features, users)),
                Section.Of("Reasons", Html.Each(users, user => Section.Fold(Html.Of($"<code>{Shown.Text(user["user"])}</code>"), Reasons(features, user), isOpen: users.Length == 1))),
            ],
        };
    }

    private static Html Values(string[] features, Value[] users) => Table.Of(
        "Value of each feature for each user", ["feature", .. users.Select(user => Shown.Text(user["user"])), "between users"], features.Select((feature, i) => (Cell[])
        [
            feature, .. users.Select(user => (Cell)CodeOf(user["cells"][i]["value"])), Differs(users, i) ? Tone.Warning.Badge("differs") : Html.Of($"same"),
        ]));

    private static Html Reasons(string[] features, Value user) => Table.Of(
        $"Features of {Shown.Text(user["user"])}", ["feature", "value", "from", "reason"], features.Select((feature, i) =>
        {
            var cell = user["cells"][i];
            return (Cell[])[feature, CodeOf(cell["value"]), MatrixCell.OriginOf(Shown.Text(cell["source"]), cell["experiment"].AsString(), Shown.Text(cell["variation"])), Shown.Text(cell["reason"])];
        }));

    private static Html CodeOf(Value value) => Html.Of($"<code>{value.ToJson()}</code>");

    private static bool Differs(Value[] users, int feature) => users.Select(user => user["cells"][feature]["value"]).Distinct().Skip(1).Any();
}
