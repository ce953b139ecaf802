using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>
/// Decides by the domains of attributes which rules no user, or every user, reaches: a value is missing or null, a Boolean, a number, a
/// text, a version, an object, or a list, of which only the text is known. Sound: a verdict holds for all users, and what is not proved
/// is <see cref="RuleReach.Possible"/>. Forced variations, stored assignments of a rule's own experiment, and contexts without experiments apart.
/// </summary>
public static class Reachability
{
    /// <summary>The verdicts on all rules that evaluation uses, in the order of the text.</summary>
    public static ImmutableArray<RuleVerdict> Of(PayloadSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var proofs = new ReachProofs(source);
        return [.. source.Features.SelectMany(feature => proofs.Of(feature))];
    }
}
