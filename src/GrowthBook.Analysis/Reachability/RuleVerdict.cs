using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>Which users a rule can reach. What is not proved is <see cref="Possible"/>.</summary>
public enum RuleReach
{
    /// <summary>Neither of the others is proved.</summary>
    Possible,

    /// <summary>The rule has a condition, and every user meets it.</summary>
    Always,

    /// <summary>No user meets the condition, or the rule admits no user.</summary>
    Never,

    /// <summary>Rules before it answer for each of its users, while experiments are enabled.</summary>
    Shadowed,
}

/// <summary>Which users a rule can reach, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Reach">What is proved.</param>
/// <param name="By">The rules that shadow it, in order; empty otherwise.</param>
/// <param name="ExceptLists">Whether the proof leaves out users who have a list as an attribute of the condition.</param>
/// <param name="Reason">The reason in words, without a final period; empty for <see cref="RuleReach.Possible"/>.</param>
public sealed record RuleVerdict(RuleSource Rule, RuleReach Reach, ImmutableArray<RuleSource> By, bool ExceptLists, string Reason)
{
    /// <summary>Whether only stored assignments and forced variations lead to the rule: no bucket does. Default: no.</summary>
    internal bool IsByBuckets { get; init; }
}
