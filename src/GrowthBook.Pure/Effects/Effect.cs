using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>
/// A side effect as data: an evaluation returns it and does not perform it. The four nested records are all cases.
/// </summary>
[JsonConverter(typeof(EffectJsonConverter))]
public abstract record Effect
{
    private protected Effect()
    {
    }

    /// <summary>
    /// The key under which equal effects of one user are performed once. Pure: equal effects have equal keys on any machine, at any time.
    /// <c>null</c> for an effect that is performed each time. An exposure and an assignment have the user's identifier in it; a usage does not, so that
    /// for several users the identifier belongs next to the key.
    /// </summary>
    public abstract string? DeduplicationKey { get; }

    /// <summary>The member <c>type</c> of the JSON object.</summary>
    // No other assembly can override it, which closes the hierarchy: a record's copy constructor is open to all.
    private protected abstract string TypeName { get; }

    /// <summary>The effect as an evaluation record has it; an <see cref="EventLogged"/>, which no record has, in the same form.</summary>
    /// <returns>A JSON object with a member <c>type</c>.</returns>
    public abstract Value.Object ToValue();

    /// <summary>The text of several parts, from which each of them can be read.</summary>
    private protected static string KeyOf(params Value[] parts) => new Value.Array(parts).ToString();

    /// <summary>The JSON text of the effect.</summary>
    /// <returns>JSON text.</returns>
    public sealed override string ToString() => ToValue().ToString();

    /// <summary>A variation was assigned that should be stored, so that the user keeps it.</summary>
    /// <param name="Document">All assignments of the identifier that are known, the new one among them.</param>
    [JsonConverter(typeof(EffectJsonConverter))]
    public sealed record StickyBucketAssigned(StickyAssignmentDocument Document) : Effect
    {
        /// <summary>The JSON text of the document.</summary>
        public override string DeduplicationKey => Document.ToString();

        private protected override string TypeName => "stickyBucketAssigned";

        /// <inheritdoc/>
        public override Value.Object ToValue() => new(new Dictionary<string, Value>
        {
            ["type"] = TypeName,
            ["doc"] = Document.ToValue(),
        });
    }

    /// <summary>A user is in an experiment, which should be tracked.</summary>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Result">The variation that the user got.</param>
    [JsonConverter(typeof(EffectJsonConverter))]
    public sealed record ExperimentViewed(Experiment Experiment, ExperimentResult Result) : Effect
    {
        /// <summary>
        /// The JSON text of an array of the hash attribute, its value as text, the experiment's key and the variation's index. The
        /// reference joins them without separators, which takes user <c>1</c> in <c>11-checkout</c> for user <c>11</c> in <c>1-checkout</c>.
        /// </summary>
        public override string DeduplicationKey => KeyOf(Result.HashAttribute, Coercion.ToText(Result.HashValue), Experiment.Key, Result.VariationId);

        private protected override string TypeName => "experimentViewed";

        /// <summary>The exposure without the targeting of its experiment, for a page whose reader need not see it.</summary>
        /// <returns>The exposure, whose experiment has no conditions, filters, namespace and URL patterns.</returns>
        public ExperimentViewed WithoutTargeting() => this with
        {
            Experiment = Experiment with
            {
                Condition = null,
                ParentConditions = default,
                Filters = default,
                Namespace = null,
                UrlPatterns = default,
            },
        };

        /// <summary>Whether both have the same <see cref="DeduplicationKey"/>; allocates no keys.</summary>
        internal bool IsSameExposure(ExperimentViewed other) =>
            Experiment.Key == other.Experiment.Key && Result.VariationId == other.Result.VariationId && Result.HashAttribute == other.Result.HashAttribute
            && (ReferenceEquals(Result.HashValue, other.Result.HashValue) || Coercion.ToText(Result.HashValue) == Coercion.ToText(other.Result.HashValue));

        /// <inheritdoc/>
        public override Value.Object ToValue() => new(new Dictionary<string, Value>
        {
            ["type"] = TypeName,
            ["experiment"] = Experiment.ToValue(),
            ["result"] = Result.ToValue(),
        });
    }

    /// <summary>A feature was evaluated, which may be reported as its usage.</summary>
    /// <param name="FeatureKey">The feature's key.</param>
    /// <param name="Result">Its result.</param>
    [JsonConverter(typeof(EffectJsonConverter))]
    public sealed record FeatureEvaluated(string FeatureKey, FeatureResult Result) : Effect
    {
        /// <summary>The JSON text of an array of the feature's key and its value. It is the same for all users with this value.</summary>
        public override string DeduplicationKey => KeyOf(FeatureKey, Result.Value);

        private protected override string TypeName => "featureEvaluated";

        /// <inheritdoc/>
        public override Value.Object ToValue() => new(new Dictionary<string, Value>
        {
            ["type"] = TypeName,
            ["featureKey"] = FeatureKey,
            ["result"] = Result.ToValue(),
        });
    }

    /// <summary>
    /// Something happened that should be tracked, such as a purchase. No evaluation returns it; code makes it and adds
    /// it to what evaluations return.
    /// </summary>
    /// <param name="Name">The event's name, such as <c>Purchase</c>.</param>
    /// <param name="Properties">The properties of the event; a JSON object.</param>
    /// <example><code>effects += Effects.Of(new Effect.EventLogged("Purchase", new Value.Object([new("total", 12.5)])));</code></example>
    [JsonConverter(typeof(EffectJsonConverter))]
    public sealed record EventLogged(string Name, Value.Object Properties) : Effect
    {
        /// <summary>None: two purchases that are alike are two purchases.</summary>
        public override string? DeduplicationKey => null;

        private protected override string TypeName => "eventLogged";

        /// <inheritdoc/>
        public override Value.Object ToValue() => new(new Dictionary<string, Value>
        {
            ["type"] = TypeName,
            ["name"] = Name,
            ["properties"] = Properties,
        });
    }
}
