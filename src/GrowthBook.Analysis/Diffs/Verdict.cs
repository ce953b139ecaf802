using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Whether each user who was in an experiment stays in it, with the same variation.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Reasons">Why there is no proof; empty for a proof.</param>
/// <param name="Witness">A user who does not stay; <c>null</c> unless the answer is <see cref="VerdictKind.Witness"/>.</param>
public sealed record Verdict(VerdictKind Kind, ImmutableArray<string> Reasons, Witness? Witness = null)
{
    internal static Verdict Proved { get; } = new(VerdictKind.Proved, []);

    /// <summary>The verdict as JSON: <c>{"kind","reasons"?,"witness"?}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue()
    {
        var members = new List<KeyValuePair<string, Value>>
        {
            new("kind", Kind switch
            {
                VerdictKind.Proved => "proved",
                VerdictKind.Witness => "witness",
                VerdictKind.Unknown => "unknown",
                _ => throw new System.Diagnostics.UnreachableException(),
            }),
        };
        if (!Reasons.IsEmpty)
            members.Add(new("reasons", new Value.Array(Reasons.Select(reason => (Value)reason))));
        if (Witness is not null)
            members.Add(new("witness", Witness.ToValue()));
        return new Value.Object(members);
    }

    /// <summary>The verdict on one line.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => Kind switch
    {
        VerdictKind.Proved => "proved: each user in it stays, with the same variation",
        VerdictKind.Witness => $"disproved by a user: {Witness}",
        VerdictKind.Unknown => $"unknown: {string.Join("; ", Reasons)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The kinds of verdicts.</summary>
public enum VerdictKind
{
    /// <summary>No user can move, leave or lose exposure.</summary>
    Proved,

    /// <summary>There is a user who does.</summary>
    Witness,

    /// <summary>Neither a proof nor such a user was found.</summary>
    Unknown,
}

/// <summary>A user whom a change affects, verified by evaluation.</summary>
/// <param name="Attributes">The user's attributes.</param>
/// <param name="Class">What happens to the user.</param>
/// <param name="Before">The key of the variation before; <c>null</c> for none.</param>
/// <param name="After">The key of the variation after; <c>null</c> for none.</param>
public sealed record Witness(Attributes Attributes, ChangeClass Class, string? Before, string? After)
{
    /// <summary>The witness as JSON: <c>{"attributes","class","before","after"}</c>.</summary>
    /// <returns>A JSON object.</returns>
    public Value.Object ToValue() => new(
        [new("attributes", Attributes.Members), new("class", Class.ToName()), new("before", OrNull(Before)), new("after", OrNull(After))]);

    /// <summary>The witness on one line: <c>{"id":"u-7"}: classic → one-page</c>.</summary>
    /// <returns>Text for people.</returns>
    public override string ToString() => $"{Attributes}: {Before ?? "none"} → {After ?? "none"}, {Class.ToName()}";

    private static Value OrNull(string? text) => text is null ? Value.Null.Instance : text;
}
