using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// Everything that decides an evaluation: the payload, the user, and the switches. Immutable; make variants with
/// <c>with</c>. The same context gives the same answers on every machine, at any time, on any number of threads.
/// </summary>
/// <example><code>var context = new Context(payload, new Attributes { ["id"] = "u-1" }) { Url = "https://shop.example/" };</code></example>
[JsonConverter(typeof(InputJsonConverter))]
public sealed partial record Context
{
    private readonly UncommonInputs? _uncommon;

    /// <summary>A context without features and attributes.</summary>
    public Context()
        : this(Payload.Empty, Attributes.Empty)
    {
    }

    /// <summary>The context of a user.</summary>
    /// <param name="payload">The compiled features.</param>
    /// <param name="attributes">The user's attributes.</param>
    public Context(Payload payload, Attributes attributes)
    {
        Payload = payload ?? throw new ArgumentNullException(nameof(payload));
        Attributes = attributes ?? throw new ArgumentNullException(nameof(attributes));
    }

    /// <summary>The compiled features, experiments and groups.</summary>
    public Payload Payload { get; init => field = value ?? throw new ArgumentNullException(nameof(Payload)); }

    /// <summary>The user's attributes.</summary>
    public Attributes Attributes { get; init => field = value ?? throw new ArgumentNullException(nameof(Attributes)); }

    /// <summary>
    /// Attributes that replace those of the same name, for development and support. Sticky assignments are those of an overriding identifier;
    /// the client does not store them. Default: none.
    /// </summary>
    public Attributes AttributeOverrides
    {
        get => _uncommon?.AttributeOverrides ?? Attributes.Empty;
        init => _uncommon = Uncommon with { AttributeOverrides = value ?? throw new ArgumentNullException(nameof(AttributeOverrides)) };
    }

    /// <summary>
    /// The URL that the user is at, for URL targeting, redirects and overrides in the query string
    /// (<c>?my-experiment=1</c>). Default: <c>""</c>, which matches no URL pattern.
    /// </summary>
    public string Url { get; init => field = value ?? throw new ArgumentNullException(nameof(Url)); } = "";

    /// <summary>Whether experiments run. When <c>false</c>, no user is in an experiment; forced values are unaffected. Default: <c>true</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether only forced variations are given, so that tests are not assigned by chance. Default: <c>false</c>.</summary>
    public bool QaMode { get; init; }

    /// <summary>Variations by experiment key that are given without hashing or tracking. Default: none.</summary>
    public ImmutableDictionary<string, int> ForcedVariations
    {
        get => Uncommon.ForcedVariations;
        init => _uncommon = Uncommon with { ForcedVariations = value ?? throw new ArgumentNullException(nameof(ForcedVariations)) };
    }

    /// <summary>Values by feature key that are given without evaluating or reporting the feature. Default: none.</summary>
    public Value.Object ForcedFeatureValues
    {
        get => Uncommon.ForcedFeatureValues;
        init => _uncommon = Uncommon with { ForcedFeatureValues = value ?? throw new ArgumentNullException(nameof(ForcedFeatureValues)) };
    }

    /// <summary>Whether the payload's experiments that change the page are off. Default: <c>false</c>.</summary>
    public bool DisableVisualExperiments { get; init; }

    /// <summary>Whether the payload's experiments that redirect are off. Default: <c>false</c>.</summary>
    public bool DisableUrlRedirectExperiments { get; init; }

    /// <summary>
    /// Whether the payload's experiments that redirect are off if one of their targets has another scheme, host or port than
    /// <see cref="Url"/>. Default: <c>false</c>.
    /// </summary>
    public bool DisableCrossOriginUrlRedirectExperiments { get; init; }

    /// <summary>
    /// Whether the query string of <see cref="Url"/> forces no variations: <c>?my-experiment=1</c> is then ignored. A visitor writes the
    /// query string. Default: <c>false</c>.
    /// </summary>
    public bool DisableQueryStringVariations { get; init; }

    /// <summary>The payload's experiments that are off, by <see cref="Experiment.ChangeId"/>. Default: none.</summary>
    public ImmutableHashSet<string> BlockedChangeIds
    {
        get => Uncommon.BlockedChangeIds;
        init => _uncommon = Uncommon with { BlockedChangeIds = value ?? throw new ArgumentNullException(nameof(BlockedChangeIds)) };
    }

    /// <summary>
    /// The stored assignments of the user. <c>null</c>, the default, switches sticky bucketing off;
    /// <see cref="StickyBuckets.Empty"/> switches it on for a user without stored assignments.
    /// </summary>
    public StickyBuckets? StickyBuckets { get; init; }

    /// <summary>Returns the attributes that evaluations see: <see cref="Attributes"/> with <see cref="AttributeOverrides"/>.</summary>
    /// <returns>The attributes; those of the context itself if nothing is overridden.</returns>
    public Attributes EffectiveAttributes() => Attributes.With(AttributeOverrides);

    /// <summary>The user, as conditions and hashing see one.</summary>
    internal Subject User => Subject.User(Attributes.Members, _uncommon?.AttributeOverrides?.Members);

    private UncommonInputs Uncommon => _uncommon ?? UncommonInputs.None;

    /// <summary>
    /// The context that a following evaluation should see after <paramref name="effects"/>: sticky assignments
    /// become stored assignments. Other effects leave no trace in a context.
    /// </summary>
    /// <param name="effects">The effects of an evaluation in this context.</param>
    /// <returns>This context, or a new one where an assignment was made.</returns>
    public Context Apply(Effects effects)
    {
        var buckets = StickyBuckets;
        foreach (var effect in effects)
        {
            if (effect is Effect.StickyBucketAssigned assigned)
                buckets = (buckets ?? StickyBuckets.Empty).With(assigned.Document);
        }
        return ReferenceEquals(buckets, StickyBuckets) ? this : this with { StickyBuckets = buckets };
    }

    /// <summary>Whether every part is equal; payloads are equal when they are the same compiled payload.</summary>
    /// <param name="other">Another context.</param>
    /// <returns><c>true</c> when equal.</returns>
    public bool Equals(Context? other) =>
        other is not null
        && ReferenceEquals(Payload, other.Payload)
        && Attributes.Equals(other.Attributes)
        && AttributeOverrides.Equals(other.AttributeOverrides)
        && (Url, Enabled, QaMode) == (other.Url, other.Enabled, other.QaMode)
        && ForcedVariations.Count == other.ForcedVariations.Count
        && ForcedVariations.All(forced => other.ForcedVariations.TryGetValue(forced.Key, out var variation) && variation == forced.Value)
        && ForcedFeatureValues.Equals(other.ForcedFeatureValues)
        && (DisableVisualExperiments, DisableUrlRedirectExperiments, DisableCrossOriginUrlRedirectExperiments)
            == (other.DisableVisualExperiments, other.DisableUrlRedirectExperiments, other.DisableCrossOriginUrlRedirectExperiments)
        && DisableQueryStringVariations == other.DisableQueryStringVariations
        && BlockedChangeIds.SetEquals(other.BlockedChangeIds)
        && Equals(StickyBuckets, other.StickyBuckets);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((Attributes.GetHashCode() * 31) + KeyedTexts.Comparer.GetHashCode(Url));
}
