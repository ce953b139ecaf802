namespace GrowthBook.Analysis;

/// <summary>
/// The attributes that an evaluation read and the user does not have, where the user has one of nearly the same name that the payload does not read. Looks at
/// the parts that the evaluation reached.
/// </summary>
internal static class NearNames
{
    /// <summary>The pairs of names in an explanation of a feature.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="explanation">The explanation.</param>
    public static IReadOnlyList<AttributeDoubt> Of(Payload payload, Explanation explanation) =>
        Unread(ReadNames.Of(payload), StepsOf(explanation.Trace).Concat(explanation.Apart.SelectMany(StepsOf)));

    /// <summary>The same of an explanation of an experiment.</summary>
    public static IReadOnlyList<AttributeDoubt> Of(Payload payload, ExperimentExplanation explanation) =>
        Unread(ReadNames.Of(payload), explanation.Steps.SelectMany(StepsOf).Concat(explanation.Apart.SelectMany(StepsOf)));

    private static IReadOnlyList<AttributeDoubt> Unread(ReadNames names, IEnumerable<TraceStep> steps)
    {
        var near = steps.Select(NearOf).OfType<(string Read, string Given)>().Distinct().ToArray();
        return [.. near.Where(each => each.Given == each.Read || !names.Has(each.Given)).Select(each => new AttributeDoubt(each.Read, TextOf(each.Read, each.Given)))];
    }

    private static IEnumerable<TraceStep> StepsOf(FeatureTrace feature) => feature.Rules.SelectMany(rule => rule.Steps).SelectMany(StepsOf);

    private static IEnumerable<TraceStep> StepsOf(TraceStep step) => [
        step,
        .. step.Steps.SelectMany(StepsOf),
        .. step is TraceStep.Prerequisite { Trace: { } trace } ? StepsOf(trace) : [],
    ];

    private static (string Read, string Given)? NearOf(TraceStep step) => step switch
    {
        TraceStep.Test { SimilarAttribute: { } given } test => (test.Path, given),
        TraceStep.HashAttribute { SimilarAttribute: { } given } hash => (hash.Attribute, given),
        TraceStep.Filter filter => NearOf(filter.User),
        TraceStep.RolloutRange rollout => NearOf(rollout.User),
        TraceStep.RolloutCoverage { User: { } user } => NearOf(user),
        TraceStep.Bucket bucket => NearOf(bucket.User),
        _ => null,
    };

    private static (string Read, string Given)? NearOf(UserBucket user) => user.SimilarAttribute is { } given ? (user.Attribute, given) : null;

    /// <summary>What is wrong, and the mend.</summary>
    private static string TextOf(string read, string given) => given == read
        ? $"the payload reads `{Name(read)}` as a member of an object, and the user has an attribute of this whole name; give {Nested(read)}"
        : $"the user has no value of `{Name(read)}`, and one of `{Name(given)}`; if they mean the same, give it as `{Name(string.Join(".", read.Split('.').Take(given.Split('.').Length)))}`";

    private static string Name(string name) => PlainText.Of(name, PlainText.MaxName);

    private static string Nested(string path) =>
        path.Split('.') is { Length: <= 5 } steps
            ? string.Concat(steps.Select(step => $"{{{ShortJson.Of(step, PlainText.MaxName)}:")) + "…" + new string('}', steps.Length)
            : "the object";
}
