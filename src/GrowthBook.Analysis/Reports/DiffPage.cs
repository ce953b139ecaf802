namespace GrowthBook.Analysis;

/// <summary>The page of a difference between two payloads.</summary>
internal static class DiffPage
{
    /// <summary>Maximum number of losses of a feature that the page shows.</summary>
    private const int MaxExposures = 50;

    public static ReportPage Of(Value diff)
    {
        var users = diff["users"] as Value.Object;
        return new ReportPage("Change of a payload", CommandOf(diff), DiffSummary.Of(diff))
        {
            Limits = diff[DiffSummary.Thresholds].Items().Select(limit => (Shown.Text(limit["limit"]), limit["exceeded"].IsTruthy)),
            Facts =
            [
                .. Fact.Of("Old payload", diff["old"]), .. Fact.Of("New payload", diff["new"]),
                new("Population", users is null ? "all users whom an experiment can see, by measure" : $"by measure, and {Shown.Count(users.Number("count"), DiffPopulation.One(diff))}", IsCode: false),
                .. diff[PayloadDiff.StoredAssumption].IsTruthy ? (Fact[])[new("Assumption", "each user in an experiment has the assignment that the old payload stores", IsCode: false)]
                    : diff[StickyBucketing.Member].AsBoolean() is false ? [new("Assumption", "the application has no sticky buckets", IsCode: false)] : [],
            ],
            Tiles = Tiles(diff, users),
            Sections =
            [
                DiffUsers.Of(diff),
                DiffExperiments.Of(diff),
                DiffExperiments.Rollouts(diff),
                Edits(diff),
                DiffExperiments.Unaffected(diff),
                ChangeLegend.OfDiff(diff),
            ],
        };
    }

    private static IEnumerable<Tile> Tiles(Value diff, Value.Object? users)
    {
        var other = users is null ? null : StickyCases.Other(diff);
        var lost = Losses(diff, users).Concat(other is null ? [] : Losses(other, (Value.Object)other["users"])).DefaultIfEmpty(0).Max();
        var isKnown = other is null && !UnmeasuredParts.Of(diff).Any();
        var (edits, experiments) = (DiffSummary.Edits(diff).Count(), diff["experiments"].Items().Count());
        yield return new(Shown.Count(edits), Shown.Noun(edits, "edit"));
        yield return new($"{diff["experiments"].Items().Count(DiffSummary.HasDifferingUsers)} of {experiments}", Shown.Noun(experiments, "experiment") + " in which users differ");
        yield return new(Shown.Share(lost), isKnown ? "of users at most move, leave or lose exposure in one experiment or rollout" : "of users move, leave or lose exposure in one experiment or rollout, as far as it is measured", lost > 0 ? Tone.Bad : isKnown ? Tone.Good : Tone.Warning);
        if (users is not null)
            yield return new($"{Shown.Count(users.Number("changed"))} of {Shown.Count(users.Number("count"))}", Shown.Noun(users.Number("count"), DiffPopulation.One(diff)) + " " + Shown.Noun(users.Number("changed"), "differs", "differ"), users.Number("changed") == 0 && other is null ? Tone.Good : Tone.Warning);
        foreach (var tile in UnreadLines.Tiles(diff["users"]))
            yield return tile;
    }

    /// <summary>The shares of users whom experiments and rollouts lose: by measure, and of the users of a file.</summary>
    private static IEnumerable<double> Losses(Value diff, Value.Object? users) =>
        diff["experiments"].Items().Concat(DiffSummary.Rollouts(diff)).Select(each => DiffSummary.Lost(each["shares"]))
            .Concat(users is null ? [] : users["experiments"].Items().Select(row => DiffSummary.Lost(row["counts"]) / Math.Max(1, users.Number("count"))));

    /// <summary>The members that differ, by feature.</summary>
    private static Html Edits(Value diff)
    {
        var features = Html.Each(diff["features"].Items(), feature => Section.Fold(
            Html.Of($"<code>{Shown.Text(feature["feature"])}</code> {ToneOf(feature).Badge(Shown.Text(feature["change"]))} <span class=\"soft\">{CountOf(feature)}</span>"),
            Html.Of($"{Lines(feature["edits"])}{Section.Notes(DiffNames.OfExposures(feature).Take(MaxExposures).Select(sentence => Html.Of($"<span>{Html.Prose(sentence)}</span>")))}"),
            isOpen: true));
        var others = Lines(diff["others"]);
        return Section.Of("What is written differently", Html.Of($"{features}{others}"));
    }

    private static Html Lines(Value edits) => Section.Notes(edits.Items().Select(edit => Html.Of(
        $"<span>{Html.Prose(Shown.Text(edit["part"]))}: <strong>{Html.Prose(Shown.Text(edit["change"]))}</strong></span> <code class=\"path\">{Shown.Text(edit["path"])}</code>")));

    private static Tone ToneOf(Value feature) => feature["change"].AsString() switch
    {
        "added" => Tone.Good,
        "removed" => Tone.Bad,
        "changed" => Tone.Warning,
        _ => Tone.Neutral,
    };

    private static string CountOf(Value feature) => feature["edits"].Items().Count() switch
    {
        0 => "as written before, but a prerequisite can have another result",
        var count => Shown.Count(count, "edit"),
    };

    private static string CommandOf(Value diff) => "gb diff OLD NEW"
        + (diff["users"] is Value.Object ? " " + DiffPopulation.OptionOf(diff) : "")
        + (diff[PayloadDiff.StoredAssumption].IsTruthy ? " --sticky" : diff[StickyBucketing.Member].AsBoolean() is false ? " --no-sticky" : "")
        + (diff[DiffSummary.Thresholds].Items().Any() ? $" --fail-on {ShellWord.Of(string.Join(",", diff[DiffSummary.Thresholds].Items().Select(limit => Shown.Text(limit["limit"]))))}" : "")
        + (diff[DiffSummary.ExpectsRamp].IsTruthy ? " --expect-ramp" : diff["experiments"].Items().Any(experiment => experiment["verdict"] is Value.Object) ? " --prove" : "");
}
