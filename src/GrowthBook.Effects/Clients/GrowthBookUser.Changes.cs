namespace GrowthBook.Client;

/// <content>Makes other users of this one: with another context, other attributes, forced values, or another delivery of effects.</content>
public sealed partial class GrowthBookUser
{
    /// <summary>The user with another context; this one stays as it is.</summary>
    /// <param name="change">
    /// Makes the new context of the present one, such as <c>context => context with { QaMode = true }</c>. Secure attributes in it
    /// must be hashed already. <see cref="GrowthBook.Context.StickyBuckets"/> that it sets must be those of the new context's
    /// identifiers, or <c>null</c>, which switches sticky bucketing off.
    /// </param>
    /// <returns>
    /// The other user. Experiments run only if the client is enabled too. QA mode and disabled page experiments of the client
    /// stay. What the client forces is forced where the new context forces nothing else. Sticky bucketing is off where the new
    /// context replaces or overrides an identifier that the payload buckets by.
    /// </returns>
    public GrowthBookUser With(Func<Context, Context> change)
    {
        var context = Context;
        var changed = (change ?? throw new ArgumentNullException(nameof(change)))(context)
            ?? throw new ArgumentException("the new context is null", nameof(change));
        var applied = ClientSettings.Apply(Client.Template, context, changed);
        if (!ReferenceEquals(changed.ForcedFeatureValues, context.ForcedFeatureValues))
            applied = applied with { ForcedFeatureValues = ForcedNumbers.Of(applied.Payload, applied.ForcedFeatureValues, Client.Faults) };
        Client.ForcedByUsers?.Check(applied.Payload, applied, context);
        return With(context, applied);
    }

    /// <summary>The user with further attributes, which win over those of the same names; this one stays as it is.</summary>
    /// <param name="attributes">The attributes; secure ones in the clear.</param>
    /// <returns>
    /// The other user. It keeps the variations assigned so far. The assignments of an additional identifier are not saved, because
    /// its stored ones were not read. Where an identifier has another value, sticky bucketing is off for the other user. There is no
    /// new remote evaluation. To read the store and the server, pass the user to
    /// <see cref="GrowthBookClient.UserAsync(GrowthBookUser, CancellationToken)"/>.
    /// </returns>
    public GrowthBookUser WithAttributes(Attributes attributes)
    {
        var context = Context;
        return With(context, context with { Attributes = context.Attributes.With(Client.Hashed(attributes ?? throw new ArgumentNullException(nameof(attributes)))) });
    }

    /// <summary>The user at another URL; this one stays as it is.</summary>
    /// <param name="url">The URL.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithUrl(string url)
    {
        var context = Context;
        return WithRequest(context, context with { Url = url ?? throw new ArgumentNullException(nameof(url)) });
    }

    /// <summary>The user with a forced variation of an experiment; this one stays as it is.</summary>
    /// <param name="experimentKey">The experiment's key. The client logs a key that is not in the payload, and an index out of range, once per key.</param>
    /// <param name="variation">The variation's index, counted from 0.</param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithForcedVariation(string experimentKey, int variation)
    {
        var context = Context;
        var forced = context.ForcedVariations.SetItem(experimentKey ?? throw new ArgumentNullException(nameof(experimentKey)), variation);
        Client.ForcedByUsers?.CheckVariation(context.Payload, experimentKey, variation);
        return WithRequest(context, context with { ForcedVariations = forced });
    }

    /// <summary>The user with a forced value of a feature; this one stays as it is.</summary>
    /// <param name="featureKey">The feature's key. The client logs a key that is not in the payload, and a value of another kind than the feature's, once per key.</param>
    /// <param name="value">
    /// The value. The digits of an integer beyond ±2^53 are a number again if the feature's own value is a number. A warning says so where
    /// the number loses digits.
    /// </param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithForcedFeature(string featureKey, Value value)
    {
        var context = Context;
        _ = featureKey ?? throw new ArgumentNullException(nameof(featureKey));
        var forced = ForcedNumbers.Of(context.Payload, featureKey, value, Client.Faults);
        Client.ForcedByUsers?.CheckFeature(context.Payload, featureKey, forced);
        return WithRequest(context, context with { ForcedFeatureValues = context.ForcedFeatureValues.With(featureKey, forced) });
    }

    /// <summary>
    /// The user whose effects pass through a function before the client delivers them; this one stays as it is. The function can record
    /// effects, and it can keep some from handlers, observers and sinks.
    /// </summary>
    /// <param name="change">
    /// Returns the effects to deliver, <see cref="Effects.None"/> for none, from those of one evaluation and its context. Called on the
    /// evaluating thread, which gets its exceptions; must be thread-safe and must not block. Users that are made from this one have it too.
    /// </param>
    /// <param name="tracksExposures">
    /// Whether the function tracks the exposures, such as in the page: the client then does not log that it has no receiver of exposures. Default: <c>false</c>.
    /// </param>
    /// <returns>The other user. Variations that are assigned to it from now on are not assigned to this one.</returns>
    public GrowthBookUser WithEffects(Func<Effects, Context, Effects> change, bool tracksExposures = false) =>
        new(_session.WithEffects(new EffectsChange(change ?? throw new ArgumentNullException(nameof(change)), tracksExposures)), Context);

    IGrowthBookUser IGrowthBookUser.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGrowthBookUser IGrowthBookUser.WithUrl(string url) => WithUrl(url);

    IGrowthBookUser IGrowthBookUser.WithForcedVariation(string experimentKey, int variation) => WithForcedVariation(experimentKey, variation);

    IGrowthBookUser IGrowthBookUser.WithForcedFeature(string featureKey, Value value) => WithForcedFeature(featureKey, value);

    IGrowthBookUser IGrowthBookUser.With(Func<Context, Context> change) => With(change);

    IGrowthBookUser IGrowthBookUser.WithEffects(Func<Effects, Context, Effects> change, bool tracksExposures) => WithEffects(change, tracksExposures);

    private GrowthBookUser With(Context before, Context changed)
    {
        if (!ReferenceEquals(before.Attributes, changed.Attributes))
            Client.MisnamedAttributes?.Check(changed);
        var session = _session.For(before, changed);
        return new GrowthBookUser(session, session.Current(changed));
    }

    /// <summary>The user after a change that affects no identifier.</summary>
    private GrowthBookUser WithRequest(Context before, Context changed) => new(_session.ForRequest(before, changed), changed);
}
