using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Client;

/// <summary>
/// A user as an immutable value: attributes and the payload at its creation, so that all evaluations of a request agree.
/// Holds no resources and needs no disposal. Evaluation is synchronous, never blocks, and passes the effects to the client.
/// With sticky bucketing, an evaluation sees the assignments of earlier evaluations of the user. Thread-safe.
/// </summary>
/// <remarks>
/// An evaluation allocates what <see cref="Evaluator"/> allocates. An effect that a handler, a sink or an observer gets takes an
/// <see cref="EffectEvent"/> besides; a repetition takes nothing.
/// </remarks>
[JsonConverter(typeof(LiveRecordJsonConverter<GrowthBookUser>))]
public sealed class GrowthBookUser : IGrowthBookUser
{
#if NET
    private const string Logged = "The client logs a type that is not read without reflection, with the mend.";

#endif
    private readonly UserSession _session;
    private readonly EffectKey? _key;
    private Context _context;

    internal GrowthBookUser(UserSession session, Context context)
    {
        (_session, _context) = (session, context);
        _key = session.Client.Effects.UserOf(context);
    }

    /// <summary>
    /// The context of this user's evaluations, with the variations assigned so far. Pass it to <see cref="Evaluator"/> to evaluate
    /// without reporting effects.
    /// </summary>
    public Context Context
    {
        get
        {
            var context = _session.Current(_context);
            if (!ReferenceEquals(context, _context))
                _context = context; // Two threads can write here: then both contexts are right.
            return context;
        }
    }

    private GrowthBookClient Client => _session.Client;

    /// <summary>Whether a client made this user.</summary>
    internal bool IsOf(GrowthBookClient client) => ReferenceEquals(Client, client);

    /// <summary>Returns the session of this user after a lookup.</summary>
    internal UserSession SessionWith(StickyBuckets? stored, Context context) => _session.With(stored, context);

    /// <summary>The user's attributes with the client's global attributes; secure attributes are hashed.</summary>
    public Attributes Attributes => Context.Attributes;

    /// <summary>Evaluates a feature.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result.</returns>
    public FeatureResult EvalFeature(FeatureKey key)
    {
        var session = _session;
        if (!session.KeepsNothing)
            return EvalAndKeep(key);
        if (session.Client.IsObserved)
            return EvalAndReport(key);
        var evaluation = Evaluator.EvalFeature(_context, key);
        if (EvaluationFaults.IsIn(evaluation.Result, evaluation.Effects))
            session.Client.Faults.Report(_context.Payload, key.ToString(), evaluation.Result, evaluation.Effects.HasReachedStepLimit);
        return evaluation.Result;
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
    /// <typeparam name="T">
    /// A type that a <c>ValueOr</c> of <see cref="FeatureResult"/> converts to. Trimmed and NativeAOT programs need the overload with a
    /// <see cref="JsonTypeInfo{T}"/> for one that is neither a scalar nor an array of scalars.
    /// </typeparam>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value where the feature has none, or one that does not fit; the client then logs a warning, once per key and type.</param>
    /// <returns>The value.</returns>
#if NET
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Logged)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Logged)]
#endif
    public T GetFeatureValue<T>(FeatureKey key, T fallback)
    {
        var result = EvalFeature(key);
        var value = result.ValueOr(fallback, out var misfit);
        if (misfit is not null)
            Client.Faults.Misfit(key.ToString(), result, typeof(T), misfit);
        return value;
    }

    /// <summary>The value of a feature as a .NET type of the application's own.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value where the feature has none, or one that does not fit.</param>
    /// <param name="typeInfo">How the type is read, from a source-generated context.</param>
    /// <returns>The value.</returns>
    public T GetFeatureValue<T>(FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo)
    {
        var result = EvalFeature(key);
        var value = result.ValueOr(fallback, typeInfo, out var misfit);
        if (misfit is not null)
            Client.Faults.Misfit(key.ToString(), result, typeof(T), misfit);
        return value;
    }

    /// <summary>Runs an experiment that is written in code.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The result.</returns>
    public ExperimentResult Run(Experiment experiment)
    {
        var context = Context;
        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        while (!_session.TryKeep(ref context, ref effects))
            (result, effects) = Evaluator.RunExperiment(context, experiment);
        if (effects.HasReachedStepLimit)
            Client.Faults.StepLimit("experiment " + experiment.Key);
        _session.Deliver(effects, context, _key);
        return result;
    }

    /// <summary>The redirect and the visual changes that the payload's own experiments have for the user's URL.</summary>
    /// <returns>The redirect, where there is one, and the changes.</returns>
    public PageExperiments EvalPage()
    {
        var context = Context;
        var (result, effects) = Evaluator.EvalPage(context);
        while (!_session.TryKeep(ref context, ref effects))
            (result, effects) = Evaluator.EvalPage(context);
        if (effects.HasReachedStepLimit)
            Client.Faults.StepLimit("page experiments");
        _session.Deliver(effects, context, _key);
        return result;
    }

    /// <summary>
    /// Evaluates all features, such as to hydrate a front end with <see cref="AllFeatures.ToPayload(bool, Func{string, bool})"/>. The client saves new sticky
    /// assignments, because the front end will use them.
    /// </summary>
    /// <param name="track">
    /// Whether every feature counts as used: the client then reports the exposures and usages of all of them. Default: no. The front
    /// end reports those that it uses; for features that the server uses itself, call <see cref="EvalFeature"/>.
    /// </param>
    /// <returns>The results by key.</returns>
    public AllFeatures EvalAll(bool track = false)
    {
        var context = Context;
        var (all, effects) = Evaluator.EvalAll(context);
        while (!_session.TryKeep(ref context, ref effects))
            (all, effects) = Evaluator.EvalAll(context);
        if (effects.HasReachedStepLimit)
            Client.Faults.StepLimit("all features");
        if (track)
        {
            foreach (var result in all.Values)
                Client.Evaluated(result);
        }
        _session.Deliver(track ? effects : UserSession.AssignmentsOf(effects), context, _key);
        return all;
    }

    /// <summary>
    /// Evaluates all features, then runs experiments, such as the payload's page experiments for the answer of a remote evaluation. All of them
    /// share the steps of one evaluation. The client saves new sticky assignments and reports nothing else: the front end does.
    /// </summary>
    /// <param name="experiments">The experiments.</param>
    /// <returns>The results of the features by key, and a result per experiment.</returns>
    public (AllFeatures Features, ImmutableArray<ExperimentResult> Experiments) EvalAllAndRun(IEnumerable<Experiment> experiments)
    {
        var context = Context;
        var (all, results, effects) = Evaluator.EvalAllAndRun(context, experiments);
        while (!_session.TryKeep(ref context, ref effects))
            (all, results, effects) = Evaluator.EvalAllAndRun(context, experiments);
        if (effects.HasReachedStepLimit)
            Client.Faults.StepLimit("all features and experiments");
        _session.Deliver(UserSession.AssignmentsOf(effects), context, _key);
        return (all, results);
    }

    /// <summary>Has the client track that something happened, such as a purchase. Each call counts, however many are alike.</summary>
    /// <param name="name">The event's name, such as <c>Purchase</c>; not empty.</param>
    /// <param name="properties">The properties of the event. Default: none.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void LogEvent(string name, Value.Object? properties = null)
    {
        if ((name ?? throw new ArgumentNullException(nameof(name))).Length == 0)
            throw new ArgumentException("the event has no name; give it one such as Purchase", nameof(name));
        _session.Deliver([new Effect.EventLogged(name, properties ?? Value.Object.Empty)], Context, _key);
    }

    /// <summary>Explains a feature's value. Reports no effects.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result, the effects that an evaluation would have, and the trace.</returns>
    public Explanation Explain(FeatureKey key) => Evaluator.Explain(Context, key);

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
        Client.ForcedByUsers?.Check(applied.Payload, applied, context);
        if (!ReferenceEquals(changed.ForcedFeatureValues, context.ForcedFeatureValues))
            applied = applied with { ForcedFeatureValues = ForcedNumbers.Of(applied.Payload, applied.ForcedFeatureValues, Client.Faults) };
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
    /// <param name="featureKey">The feature's key. The client logs a key that is not in the payload, once per key.</param>
    /// <param name="value">
    /// The value. The digits of an integer beyond ±2^53 are a number again if the feature's own value is a number. A warning says so where
    /// the number loses digits.
    /// </param>
    /// <returns>The other user.</returns>
    public GrowthBookUser WithForcedFeature(string featureKey, Value value)
    {
        var context = Context;
        _ = featureKey ?? throw new ArgumentNullException(nameof(featureKey));
        Client.ForcedByUsers?.CheckFeature(context.Payload, featureKey);
        var forced = context.ForcedFeatureValues.With(featureKey, ForcedNumbers.Of(context.Payload, featureKey, value, Client.Faults));
        return WithRequest(context, context with { ForcedFeatureValues = forced });
    }

    /// <summary>
    /// The user whose effects pass through a function before the client delivers them; this one stays as it is. The function can record
    /// effects, and it can keep some from handlers, observers and sinks.
    /// </summary>
    /// <param name="change">
    /// Returns the effects to deliver, <see cref="Effects.None"/> for none, from those of one evaluation and its context. Called on the
    /// evaluating thread, which gets its exceptions; must be thread-safe and must not block. Users that are made from this one have it too.
    /// </param>
    /// <returns>The other user. Variations that are assigned to it from now on are not assigned to this one.</returns>
    public GrowthBookUser WithEffects(Func<Effects, Context, Effects> change) =>
        new(_session.WithEffects(change ?? throw new ArgumentNullException(nameof(change))), Context);

    IGrowthBookUser IGrowthBookUser.WithAttributes(Attributes attributes) => WithAttributes(attributes);

    IGrowthBookUser IGrowthBookUser.WithUrl(string url) => WithUrl(url);

    IGrowthBookUser IGrowthBookUser.WithForcedVariation(string experimentKey, int variation) => WithForcedVariation(experimentKey, variation);

    IGrowthBookUser IGrowthBookUser.WithForcedFeature(string featureKey, Value value) => WithForcedFeature(featureKey, value);

    IGrowthBookUser IGrowthBookUser.With(Func<Context, Context> change) => With(change);

    IGrowthBookUser IGrowthBookUser.WithEffects(Func<Effects, Context, Effects> change) => WithEffects(change);

    private GrowthBookUser With(Context before, Context changed)
    {
        var session = _session.For(before, changed);
        return new GrowthBookUser(session, session.Current(changed));
    }

    /// <summary>The user after a change that affects no identifier.</summary>
    private GrowthBookUser WithRequest(Context before, Context changed) => new(_session.ForRequest(before, changed), changed);

    /// <summary>Evaluates a feature and delivers its effects.</summary>
    /// <remarks>Effects that <see cref="EvalAndKeep"/> can replace are in memory, where reading them takes longer.</remarks>
    private FeatureResult EvalAndReport(FeatureKey key)
    {
        var (context, client) = (_context, Client);
        var evaluation = Evaluator.EvalFeature(context, key);
        if (EvaluationFaults.IsIn(evaluation.Result, evaluation.Effects))
            client.Faults.Report(context.Payload, key.ToString(), evaluation.Result, evaluation.Effects.HasReachedStepLimit);
        client.Evaluated(evaluation.Result);
        client.Effects.Run(evaluation.Effects, context, _key);
        return evaluation.Result;
    }

    /// <summary>Evaluates a feature, keeps its assignments, and delivers its effects.</summary>
    private FeatureResult EvalAndKeep(FeatureKey key)
    {
        var context = Context;
        var (result, effects) = Evaluator.EvalFeature(context, key);
        while (!_session.TryKeep(ref context, ref effects))
            (result, effects) = Evaluator.EvalFeature(context, key);
        if (EvaluationFaults.IsIn(result, effects))
            Client.Faults.Report(context.Payload, key.ToString(), result, effects.HasReachedStepLimit);
        Client.Evaluated(result);
        _session.Deliver(effects, context, _key);
        return result;
    }
}
