using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// The rows of a result: experiments and rollouts with their counts, and the tests of their shares. What cannot be tested has no p-value, and
/// the reason in place of a verdict on its shares.
/// </summary>
internal static class CountedRows
{
    /// <summary>The verdict on counts that are no test.</summary>
    public const string Untested = "untested";

    /// <summary>The verdict of each experiment if lines are missing: a part of the exposures is no test of their shares.</summary>
    public const string Withheld = "withheld";

    /// <summary>The member with the reason why shares are unknown, of a description and of its row.</summary>
    public const string Reason = "reason";

    /// <summary>The reason of a row whose counts can only be right.</summary>
    public const string OneArm = "one arm has all users, as in the payload";

    private const string NoUsers = "no user is in it", NotReached = "no user reaches it", NoShares = "the payload lets no user in";

    /// <summary>The rows, with p-values that are corrected for the number of tests.</summary>
    /// <param name="counted">The descriptions with their counts.</param>
    /// <param name="isWithheld">Whether lines are missing.</param>
    public static ImmutableArray<Value.Object> Of(IReadOnlyCollection<(Value.Object Described, ImmutableArray<long> Counts, SharedValues? Shared)> counted, bool isWithheld = false)
    {
        var tested = (from each in counted
                      let shares = SimulationResult.Numbers(each.Described["shares"]).ToImmutableArray()
                      select (each.Described, each.Counts, each.Shared, Reason: ReasonOf(each.Described, each.Counts, each.Shared, shares), Shares: shares)).ToArray();
        var fits = tested.Select(each => each.Reason is null ? GoodnessOfFit.Test(each.Counts, each.Shares) : null).ToArray();
        var adjusted = new Queue<double>(BenjaminiHochberg.Adjust([.. fits.OfType<GoodnessOfFit>().Select(fit => fit.P)]));
        return [.. tested.Zip(fits, (each, fit) => new Value.Object(
            each.Described.Where(member => member.Key is not ("rollout" or Reason or SharedValues.Attributes))
                .Concat(CountsOf(each.Counts, each.Shared?.Effect ?? 1, each.Shares))
                .Concat(fit is null ? Without(each.Reason!, isWithheld) : With(fit, adjusted.Dequeue(), isWithheld))))];
    }

    private static string? ReasonOf(Value.Object described, ImmutableArray<long> counts, SharedValues? shared, ImmutableArray<double> shares) =>
        counts.All(count => count == 0) ? (described["rollout"].IsTruthy ? NotReached : NoUsers)
        : described[Reason].AsString() ?? (
            shares.All(share => share == 0) ? NoShares
            : shares.Count(share => share > 0) == 1 && counts.Count(count => count > 0) == 1 && counts.IndexOf(counts.Max()) == shares.IndexOf(shares.Max()) ? OneArm
            : counts.Zip(shares).Any(arm => arm is { First: > 0, Second: 0 }) ? null // a mismatch however many users share a value
            : shared?.ReasonOf(counts.Sum()));

    private static IEnumerable<KeyValuePair<string, Value>> CountsOf(ImmutableArray<long> counts, double effect, ImmutableArray<double> shares)
    {
        var total = counts.Sum();
        yield return new("counts", new Value.Array(counts.Select(count => (Value)count)));
        yield return new("expected", new Value.Array(shares.Select(share => (Value)(share * total))));
        yield return new("intervals", new Value.Array(counts.Select(count => Wilson.Interval(count / effect, total / effect, Wilson.Confidence)).Select(interval => (Value)new[] { interval.Low, interval.High })));
    }

    private static KeyValuePair<string, Value>[] With(GoodnessOfFit fit, double adjusted, bool isWithheld) =>
    [
        new("p", fit.P),
        new("adjusted", adjusted),
        new("effect", double.IsFinite(fit.Effect) ? fit.Effect : Value.Null.Instance),
        new("deviation", fit.Deviation),
        new("verdict", isWithheld ? Withheld : fit.VerdictOf(adjusted).ToName()),
    ];

    private static KeyValuePair<string, Value>[] Without(string reason, bool isWithheld) =>
    [
        new("p", Value.Null.Instance),
        new("adjusted", Value.Null.Instance),
        new("effect", Value.Null.Instance),
        new("deviation", Value.Null.Instance),
        new("verdict", isWithheld ? Withheld : Untested),
        new(Reason, reason),
    ];
}
