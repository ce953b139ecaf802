using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Proves that no user meets a condition, or that each user who meets it meets an earlier condition. What is not proved is <c>null</c>.</summary>
/// <param name="payload">The payload, whose saved groups the conditions name.</param>
/// <param name="work">The steps that all proofs may take.</param>
internal sealed class UserProofs(Payload payload, WorkLimit work)
{
    /// <summary>The number of earlier conditions that are compared with one.</summary>
    private const int MaxBefore = 50;

    /// <summary>Proves that no user meets a formula.</summary>
    /// <returns>Whether the proof leaves out users who have a list as an attribute; <c>null</c> without a proof.</returns>
    public bool? OfNoUser(Formula formula) =>
        Emptiness.IsProved(formula, payload, true, work) ? false
        : Emptiness.IsProved(formula, payload, false, work) ? true
        : null;

    /// <summary>Proves that each user of a condition meets one of the earlier ones.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="earlier">The earlier ones, in order, each with what it belongs to; the last 50 are compared.</param>
    /// <returns>Those that it takes, in order, and whether the proof leaves out users who have a list as an attribute; <c>null</c> without a proof.</returns>
    public (ImmutableArray<T> By, bool ExceptLists)? OfShadow<T>(Formula condition, IReadOnlyCollection<(T Owner, Formula Users)> earlier)
    {
        var before = new List<(T Owner, Formula Users)>();
        foreach (var each in earlier.TakeLast(MaxBefore))
        {
            // One without a common user takes none, alone or with others. The leaves of a tree are of this kind.
            if (Emptiness.IsProved(new Formula.And([condition, each.Users]), payload, true, work))
                continue;
            if (OfNoUser(new Formula.And([condition, new Formula.Not(each.Users)])) is { } exceptLists)
                return ([each.Owner], exceptLists);
            before.Add(each);
        }
        if (before.Count < 2 || OfNoUser(Outside(before)) is not { } jointly)
            return null;
        // Those without which the others still answer are left out.
        var needed = before.ToList();
        foreach (var each in before)
        {
            if (needed.Count > 1 && OfNoUser(Outside(needed.Where(other => !other.Equals(each)))) is { } still && (!still || jointly))
                needed.Remove(each);
        }
        return ([.. needed.Select(each => each.Owner)], jointly);

        Formula Outside(IEnumerable<(T Owner, Formula Users)> others) =>
            new Formula.And([condition, .. others.Select(each => new Formula.Not(each.Users))]);
    }

    /// <summary>The reason of a shadow in words, without a final period.</summary>
    /// <param name="noun">What each of them is, in the singular.</param>
    /// <param name="by">Those that it takes.</param>
    public static string Reason<T>(string noun, ImmutableArray<T> by) => by is [var only]
        ? $"{noun} {only} before it answers for each of its users"
        : $"{noun}s {string.Join(", ", by.Take(by.Length - 1))} and {by[^1]} before it answer for each of its users";
}
