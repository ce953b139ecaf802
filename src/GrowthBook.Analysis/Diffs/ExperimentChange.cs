using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>What a change does to one experiment of a payload.</summary>
/// <param name="Feature">The feature's key; <c>null</c> for one of the payload's own experiments.</param>
/// <param name="Rule">The id of the rule; <c>""</c> without one.</param>
/// <param name="Key">The key of the experiment.</param>
/// <param name="Leaf">The id of a contextual bandit's leaf; <c>null</c> for another experiment, and for users in no leaf.</param>
/// <param name="Measure">The measure of each class, over the random inputs of users whom the experiment can see, all else equal.</param>
/// <param name="Reasons">Why the measure is not exact; empty for an exact one.</param>
public sealed record ExperimentChange(
    string? Feature, string Rule, string Key, int? Leaf, ChangeMeasure Measure, ImmutableArray<string> Reasons)
{
    /// <summary>Whether the random inputs alone decide what changes, so that the shares are exact.</summary>
    public bool IsExact => Reasons.IsEmpty;

    /// <summary>Whether some user may be affected.</summary>
    public bool HasChange => !IsExact || Measure.HasChange;

    /// <summary>The attributes that the experiment and its filters hash, before or after. Default: none.</summary>
    public ImmutableArray<string> HashAttributes { get; init; } = [];

    /// <summary>Whether the change preserves exposure; <c>null</c> if no proof was asked for.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The experiment as text: feature, rule and key.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => (Feature is null ? $"experiment `{Key}`" : Feature == Key ? $"`{Key}`" : $"`{Key}` of `{Feature}`")
        + (Leaf is null ? "" : FormattableString.Invariant($", leaf {Leaf}"));

    /// <summary>The change as JSON: <c>{"feature","rule","key","exact","shares","hashAttributes","reasons"?,"leaf"?,"verdict"?}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new List<KeyValuePair<string, Value>>
        {
            new("feature", Feature is null ? Value.Null.Instance : Feature), new("rule", Rule), new("key", Key),
            new("exact", IsExact), new("shares", Measure.SharesToValue()),
            new("hashAttributes", new Value.Array(HashAttributes.Select(attribute => (Value)attribute))),
        };
        if (Leaf is { } leaf)
            members.Add(new("leaf", leaf));
        if (!IsExact)
            members.Add(new("reasons", new Value.Array(Reasons.Select(reason => (Value)reason))));
        if (Verdict is not null)
            members.Add(new("verdict", Verdict.ToValue()));
        return new Value.Object(members);
    }
}
