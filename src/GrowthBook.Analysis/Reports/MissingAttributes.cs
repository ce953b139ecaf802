namespace GrowthBook.Analysis;

/// <summary>Warnings of attributes that experiments and rollouts hash and that no user of a file has, so that none of them is assigned.</summary>
internal static class MissingAttributes
{
    /// <summary>Maximum number of parts that a warning names.</summary>
    private const int MaxParts = 3;

    /// <summary>A warning.</summary>
    /// <param name="noun">What the file has: <c>user</c> or <c>record</c>.</param>
    /// <param name="attribute">The attribute.</param>
    /// <param name="parts">The experiments and rollouts that hash it.</param>
    public static string Warning(string noun, string attribute, IReadOnlyCollection<string> parts) =>
        $"no {noun} has a value for `{PlainText.Of(attribute, PlainText.MaxName)}`, by which {Shown.First([.. parts.Select(part => PlainText.Of(part, PlainText.MaxName))], MaxParts)} {Shown.Noun(parts.Count, "assigns", "assign")} users";

    /// <summary>The attributes that no user of a difference has, with their warnings.</summary>
    public static IEnumerable<(string Attribute, string Warning)> Of(Value diff) => diff["users"][UserDiff.MissingAttributes].Items().Select(attribute =>
        (Shown.Text(attribute), Warning(DiffPopulation.One(diff), Shown.Text(attribute), [.. Parts(diff).Where(part => Hashes(part.Value, attribute)).Select(part => part.Name)])));

    /// <summary>Whether users of the file tell nothing of an experiment or a rollout, because an attribute that it hashes is missing.</summary>
    public static bool Concern(Value diff, Value part) => diff["users"][UserDiff.MissingAttributes].Items().Any(attribute => Hashes(part, attribute));

    private static bool Hashes(Value part, Value attribute) => part["hashAttributes"].Items().Contains(attribute);

    private static IEnumerable<(string Name, Value Value)> Parts(Value diff) =>
        diff["experiments"].Items().Where(DiffSummary.IsDifferent).Select(each => ($"experiment {DiffNames.OfExperiment(each)}", each))
            .Concat(DiffNames.Rollouts(diff).Select(each => ($"rollout {each.Name}", each.Rollout)));
}
