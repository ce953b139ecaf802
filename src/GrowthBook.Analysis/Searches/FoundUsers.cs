using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Users whom an experiment gives a variation, each verified by evaluation.</summary>
/// <param name="Experiment">The key of the experiment.</param>
/// <param name="Variation">The key of the variation.</param>
/// <param name="Attribute">The attribute that the experiment hashes.</param>
/// <param name="Share">
/// The share of all users whose random inputs give the variation and no rule before it, from 0 to 1; <c>null</c> for a contextual bandit, whose
/// weights differ, for more than 100 random inputs, and if a rule before it shares an input and attributes decide whom it answers.
/// </param>
/// <param name="Users">The users, in the order of their numbers.</param>
/// <param name="Tried">The number of identifiers that were hashed.</param>
/// <param name="Reason">Why there are fewer users than wanted; <c>null</c> if there are enough.</param>
public sealed record FoundUsers(
    string Experiment, string Variation, string Attribute, double? Share, ImmutableArray<FoundUser> Users, long Tried, string? Reason)
{
    /// <summary>Whether there are fewer users than wanted because the evaluations took 100,000,000 steps. Default: <c>false</c>.</summary>
    public bool HasReachedStepLimit { get; init; }

    /// <summary>Why <see cref="Share"/> is an estimate. Default: <c>null</c>, it is exact or not known.</summary>
    public string? Estimate { get; init; }

    /// <summary>The name that picks the rule, as in <see cref="ExperimentRules.ErrorOf"/>, if several run the experiment. Default: <c>null</c>.</summary>
    public string? RuleName { get; init; }

    /// <summary>The URL of the page on which the users are in the experiment; <c>null</c> without one.</summary>
    public string? Url { get; init; }

    /// <summary>The attributes that were given, which all users have but for the identifier. Default: none.</summary>
    public Attributes Given { get; init; } = Attributes.Empty;

    /// <summary>The number of the first identifier. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>
    /// The result as JSON:
    /// <c>{"kind":"find-user","schemaVersion":1,"experiment","variation","attribute","attributes","url","seed","share","estimate"?,"users":[…],"tried","hasReachedStepLimit","reason","ruleName"?}</c>, a user as <see cref="FoundUser.ToValue"/> returns it.
    /// </summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => ExperimentRules.WithName(new(
    [
        new("kind", "find-user"),
        new("schemaVersion", PartialResult.SchemaVersion),
        new("experiment", Experiment),
        new("variation", Variation),
        new("attribute", Attribute),
        new("attributes", Given.Members),
        new("url", Url is null ? Value.Null.Instance : Url),
        new("seed", Seed),
        new("share", Share is { } share ? share : Value.Null.Instance),
        .. Estimate is null ? (KeyValuePair<string, Value>[])[] : [new("estimate", Estimate)],
        new("users", new Value.Array(Users.Select(user => (Value)user.ToValue()))),
        new("tried", Tried),
        new("hasReachedStepLimit", HasReachedStepLimit),
        new("reason", Reason is null ? Value.Null.Instance : Reason),
    ]), RuleName);
}

/// <summary>A user whom an experiment gives a variation.</summary>
/// <param name="Id">The identifier.</param>
/// <param name="Attributes">All attributes, with the identifier.</param>
/// <param name="Bucket">The bucket, from 0 inclusive to 1 exclusive.</param>
public sealed record FoundUser(string Id, Attributes Attributes, double? Bucket)
{
    /// <summary>The user as JSON: <c>{"id","attributes","bucket"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
        [new("id", Id), new("attributes", Attributes.Members), new("bucket", Bucket is { } bucket ? bucket : Value.Null.Instance)]);
}
