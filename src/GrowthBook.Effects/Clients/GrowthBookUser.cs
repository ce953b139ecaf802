using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Client;

/// <summary>
/// A user as an immutable value: attributes and the payload at its creation, so that all evaluations of a request agree.
/// Holds no resources and needs no disposal. Evaluation is synchronous, never blocks, and passes the effects to the client.
/// </summary>
/// <remarks>
/// An evaluation takes the memory that <see cref="Evaluator"/> takes. With handlers, sinks or observers each effect takes
/// an event besides, and the text by which it is known again; without any of them an exposure does, and a usage does not.
/// </remarks>
public sealed class GrowthBookUser
{
    private readonly GrowthBookClient _client;

    internal GrowthBookUser(GrowthBookClient client, Context context) => (_client, Context) = (client, context);

    /// <summary>The context of this user's evaluations. Pass it to <see cref="Evaluator"/> to evaluate without reporting effects.</summary>
    public Context Context { get; }

    /// <summary>The user's attributes with the client's global attributes; secure attributes are hashed.</summary>
    public Attributes Attributes => Context.Attributes;

    /// <summary>Evaluates a feature.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result.</returns>
    public FeatureResult EvalFeature(FeatureKey key)
    {
        var (result, effects) = Evaluator.EvalFeature(Context, key);
        _client.Evaluated(result);
        _client.Effects.Run(effects, Context);
        return result;
    }

    /// <summary>Whether a feature is on.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>Whether its value is anything but <c>null</c>, <c>false</c>, <c>0</c> and <c>""</c>.</returns>
    public bool IsOn(FeatureKey key) => EvalFeature(key).On;

    /// <summary>Whether a feature is off; the opposite of <see cref="IsOn"/>.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>Whether its value is <c>null</c>, <c>false</c>, <c>0</c> or <c>""</c>.</returns>
    public bool IsOff(FeatureKey key) => EvalFeature(key).Off;

    /// <summary>The value of a feature as a .NET type.</summary>
    /// <typeparam name="T">A type that <see cref="FeatureResult.ValueOr{T}(T)"/> converts to.</typeparam>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value where the feature has none, or one that does not fit.</param>
    /// <returns>The value.</returns>
    public T GetFeatureValue<T>(FeatureKey key, T fallback) => EvalFeature(key).ValueOr(fallback);

    /// <summary>The value of a feature as a .NET type of the application's own.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value where the feature has none, or one that does not fit.</param>
    /// <param name="typeInfo">How the type is read, from a source-generated context.</param>
    /// <returns>The value.</returns>
    public T GetFeatureValue<T>(FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo) => EvalFeature(key).ValueOr(fallback, typeInfo);

    /// <summary>Runs an experiment that is written in code.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The result.</returns>
    public ExperimentResult Run(Experiment experiment)
    {
        var (result, effects) = Evaluator.RunExperiment(Context, experiment);
        _client.Effects.Run(effects, Context);
        return result;
    }

    /// <summary>The redirect and the visual changes that the payload's own experiments have for the user's URL.</summary>
    /// <returns>The redirect, where there is one, and the changes.</returns>
    public PageExperiments EvalPage()
    {
        var (result, effects) = Evaluator.EvalPage(Context);
        _client.Effects.Run(effects, Context);
        return result;
    }

    /// <summary>Has the client track that something happened, such as a purchase. Each call counts, however many are alike.</summary>
    /// <param name="name">The event's name, such as <c>Purchase</c>; not empty.</param>
    /// <param name="properties">The properties of the event. Default: none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void LogEvent(string name, Value.Object? properties = null)
    {
        if ((name ?? throw new ArgumentNullException(nameof(name))).Length == 0)
            throw new ArgumentException("the event has no name; give it one such as Purchase", nameof(name));
        _client.Effects.Run([new Effect.EventLogged(name, properties ?? Value.Object.Empty)], Context);
    }

    /// <summary>Explains a feature's value. Reports no effects.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result, the effects that an evaluation would have, and the trace.</returns>
    public Explanation Explain(FeatureKey key) => Evaluator.Explain(Context, key);

    /// <summary>The user with another context; this one stays as it is.</summary>
    /// <param name="change">Makes the new context of the present one, such as <c>context => context with { QaMode = true }</c>; secure attributes in it are to be hashed already, and <see cref="GrowthBook.Context.StickyBuckets"/> to be those of its identifiers, or <c>null</c>.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser With(Func<Context, Context> change) =>
        new(_client, (change ?? throw new ArgumentNullException(nameof(change)))(Context) ?? throw new ArgumentException("the new context is null", nameof(change)));

    /// <summary>The user with further attributes, which win over those of the same names; this one stays as it is.</summary>
    /// <param name="attributes">The attributes; secure ones in the clear.</param>
    /// <returns>
    /// The other user. Where an identifier that the payload buckets by has a new value, its stored assignments are not known:
    /// sticky bucketing is off for that user. There is no new remote evaluation. For both, create the user with
    /// <see cref="GrowthBookClient.UserAsync"/>.
    /// </returns>
    public GrowthBookUser WithAttributes(Attributes attributes)
    {
        var changed = Context with { Attributes = Attributes.With(_client.Hashed(attributes ?? throw new ArgumentNullException(nameof(attributes)))) };
        // An assignment made without reading the store could overwrite a stored one.
        if (changed.StickyBuckets is not null && StickyBucketKeys.Of(changed).Except(StickyBucketKeys.Of(Context)).Any())
            changed = changed with { StickyBuckets = null };
        return new GrowthBookUser(_client, changed);
    }

    /// <summary>The user at another URL; this one stays as it is.</summary>
    /// <param name="url">The URL.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithUrl(string url) => new(_client, Context with { Url = url ?? throw new ArgumentNullException(nameof(url)) });

    /// <summary>The user with a forced variation of an experiment; this one stays as it is.</summary>
    /// <param name="experimentKey">The experiment's key.</param>
    /// <param name="variation">The variation's index, counted from 0.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithForcedVariation(string experimentKey, int variation) => new(_client, Context with
    {
        ForcedVariations = Context.ForcedVariations.SetItem(experimentKey ?? throw new ArgumentNullException(nameof(experimentKey)), variation),
    });

    /// <summary>The user with a forced value of a feature; this one stays as it is.</summary>
    /// <param name="featureKey">The feature's key.</param>
    /// <param name="value">The value.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithForcedFeature(string featureKey, Value value) => new(_client, Context with
    {
        ForcedFeatureValues = Context.ForcedFeatureValues.With(featureKey ?? throw new ArgumentNullException(nameof(featureKey)), value),
    });
}
