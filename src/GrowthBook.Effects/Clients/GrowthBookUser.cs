using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json;
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
public sealed partial class GrowthBookUser : IGrowthBookUser
{
#if NET
    /// <summary>Why a function with the caller's options requires reflection.</summary>
    internal const string Reflection = "Reads the type by reflection; use a JsonSerializerContext and the overload with JsonTypeInfo.";

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
    internal UserSession SessionRead(StickyBuckets? stored, Context context) => _session.WithRead(stored, context);

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
        if (evaluation.Effects.Count > 1)
            session.Client.LostExposures?.Check(evaluation.Effects);
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

    /// <summary>The value of a feature as a .NET type, read with the application's own options, such as names in snake case.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="key">The feature's key.</param>
    /// <param name="fallback">The value where the feature has none, or one that does not fit.</param>
    /// <param name="options">How the type is read.</param>
    /// <returns>The value.</returns>
#if NET
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
#endif
    public T GetFeatureValue<T>(FeatureKey key, T fallback, JsonSerializerOptions options)
    {
        _ = options ?? throw new ArgumentNullException(nameof(options));
        var result = EvalFeature(key);
        var value = result.ValueOr(fallback, out var misfit, options);
        if (misfit is not null)
            Client.Faults.Misfit(key.ToString(), result, typeof(T), misfit);
        return value;
    }

    /// <summary>Runs an experiment that is written in code.</summary>
    /// <param name="experiment">The experiment. The client logs members that cannot be meant, and attributes that users lack, once per key; see <see cref="Experiment.Validate"/>.</param>
    /// <returns>The result.</returns>
    public ExperimentResult Run(Experiment experiment)
    {
        var context = Context;
        var (result, effects) = Evaluator.RunExperiment(context, experiment);
        while (!_session.TryKeep(ref context, ref effects))
            (result, effects) = Evaluator.RunExperiment(context, experiment);
        if (effects.HasReachedStepLimit)
            Client.Faults.StepLimit("experiment " + experiment.Key);
        Client.Faults.CheckExperiment(experiment);
        Client.CodeExperiments.Check(experiment, context, result);
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
        var delivered = _session.Deliver([new Effect.EventLogged(name, properties ?? Value.Object.Empty)], Context, _key);
        if (!Client.Effects.Wants(EffectKinds.Event) && delivered.Any(static effect => effect is Effect.EventLogged))
            Client.Faults.EventWithoutReceiver(name);
    }

    /// <summary>Explains a feature's value. Reports no effects.</summary>
    /// <param name="key">The feature's key.</param>
    /// <returns>The result, the effects that an evaluation would have, and the trace.</returns>
    public Explanation Explain(FeatureKey key) => Evaluator.Explain(Context, key);

    /// <summary>Evaluates a feature and delivers its effects.</summary>
    /// <remarks>Effects that <see cref="EvalAndKeep"/> can replace are in memory, where reading them takes longer.</remarks>
    private FeatureResult EvalAndReport(FeatureKey key)
    {
        var (context, client) = (_context, Client);
        var evaluation = Evaluator.EvalFeature(context, key);
        if (EvaluationFaults.IsIn(evaluation.Result, evaluation.Effects))
            client.Faults.Report(context.Payload, key.ToString(), evaluation.Result, evaluation.Effects.HasReachedStepLimit);
        client.Evaluated(evaluation.Result);
        // A feature without an experiment and without prerequisites has one effect, its usage.
        if (evaluation.Effects.Count > 1)
            client.LostExposures?.Check(evaluation.Effects);
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
