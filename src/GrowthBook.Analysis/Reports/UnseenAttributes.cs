namespace GrowthBook.Analysis;

/// <summary>Warnings of attributes that changed rules test and that no user of a file has: of these rules the file tells nothing, or only of users without the attribute.</summary>
internal static class UnseenAttributes
{
    /// <summary>Maximum number of warnings, and of features that one names.</summary>
    private const int Max = 20, MaxFeatures = 3;

    /// <summary>The attributes with their warnings, without those of <see cref="MissingAttributes"/>.</summary>
    /// <param name="diff">The JSON of the difference.</param>
    public static IEnumerable<(string Attribute, string Warning)> Of(Value diff)
    {
        var users = diff["users"];
        if (users.Number("count") == 0)
            return [];
        var missing = users[UserDiff.MissingAttributes].Items().ToHashSet();
        return users[UserDiff.UnseenAttributes].Items().Where(each => !missing.Contains(each["attribute"])).Take(Max).Select(each => (Shown.Text(each["attribute"]), Warning(diff, each)));
    }

    private static string Warning(Value diff, Value unseen)
    {
        string[] features = [.. unseen["features"].Items().Select(feature => PlainText.Of(Shown.Text(feature), PlainText.MaxName))];
        return $"no {DiffPopulation.One(diff)} has a value for `{PlainText.Of(Shown.Text(unseen["attribute"]), PlainText.MaxName)}`, which changed rules or saved groups of {Shown.First(features, MaxFeatures)} test";
    }
}
