using System.Collections.Immutable;

namespace GrowthBook.Client;

/// <summary>An option that names attributes of users.</summary>
/// <param name="Name">The option.</param>
/// <param name="Names">The attributes; empty if the option has no effect.</param>
/// <param name="Effect">What follows if a user lacks one of them.</param>
/// <param name="Cure">What to do if one is a path to a part of an attribute.</param>
internal sealed record NamedOption(string Name, ImmutableArray<string> Names, string Effect, string Cure)
{
    /// <summary>What follows if a user has none of them. Default: <see cref="Effect"/>.</summary>
    public string EffectOfNone { get; private init; } = Effect;

    /// <summary>Whether users without any of the names share one answer of remote evaluation. Default: no.</summary>
    public bool IsCacheKey { get; private init; }

    /// <summary>Whether each name is logged; 1 if it is.</summary>
    public int[] IsLogged { get; } = new int[Names.Length];

    /// <summary>The attributes that are hashed.</summary>
    public static NamedOption Secure(ImmutableArray<string> names) => new(
        nameof(GrowthBookOptions.SecureAttributes), names, "that one stays in clear text", "hash it in code, by SecureAttributes.Hash, or make it an attribute");

    /// <summary>The attributes by which remote evaluations are compared.</summary>
    public static NamedOption CacheKey(ImmutableArray<string> names) =>
        new(nameof(GrowthBookOptions.CacheKeyAttributes), names, "users who differ in that one share an answer", "name the whole attribute") { IsCacheKey = true };

    /// <summary>The attributes whose stored assignments are read.</summary>
    public static NamedOption StickyBuckets(ImmutableArray<string> names) => new(
        nameof(GrowthBookOptions.StickyBucketIdentifierAttributes), names, "that one's stored assignments are neither read nor saved", "make it an attribute");

    /// <summary>The attributes that tell the usages of one user from those of another.</summary>
    public static NamedOption Deduplication(ImmutableArray<string> names) =>
        new(nameof(GrowthBookOptions.DeduplicationAttributes), names, "users who differ in that one count as one, whose usages are passed on once", "name the whole attribute")
        {
            EffectOfNone = "each usage of such a user is passed on, without deduplication",
        };
}
