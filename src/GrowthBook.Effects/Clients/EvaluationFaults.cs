using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Counts evaluations whose result the caller probably did not expect, and logs each kind of fault once per key; a value that does not
/// fit once per key and type. Thread-safe.
/// </summary>
internal sealed class EvaluationFaults(ClientMetrics metrics, GuardedLogger logger, IdentifierValues values, bool isRemote)
{
    /// <summary>The longest reason that is logged whole: it has 80 characters of the value and the message of a converter.</summary>
    private const int MaxReason = 300;

    /// <summary>The first users, whose attributes <see cref="CheckIdentifier"/> looks at.</summary>
    private const int UsersToCheck = 1000;

    /// <summary>The users without an identifier, from the first one on, after whom a line says so.</summary>
    private const int UsersWithoutIdentifier = 100;

    /// <summary>The most names of attributes in a log line, and the most attributes of similar names that are logged.</summary>
    private const int MaxNames = 5;

    private readonly LoggedKeys _unknown = new();
    private readonly LoggedKeys _misfits = new();
    private readonly LoggedKeys _stepLimits = new();
    private readonly LoggedKeys _rounded = new();
    private readonly LoggedKeys _experiments = new();
    private readonly LoggedKeys _names = new();
    private int _usersToCheck = UsersToCheck;
    private int _isEventLogged;
    private int _namesLogged;
    private volatile bool _hasIdentifiedUser;
    private ImmutableArray<string> _hashAttributes = [];

    /// <summary>The attributes of the payload's experiments.</summary>
    private ImmutableArray<(string Hash, string? Fallback)> _identifiers = [];

    /// <summary>Those that the first hundred users had.</summary>
    private readonly ConcurrentDictionary<string, bool> _given = new(KeyedTexts.Comparer);

    private volatile bool _hasStickyBuckets;

    /// <summary>Whether an evaluation has a fault that <see cref="Report"/> counts. Cheap, and false for nearly all evaluations.</summary>
    public static bool IsIn(FeatureResult result, in Effects effects) => result.Source == FeatureResultSource.UnknownFeature || effects.HasReachedStepLimit;

    /// <summary>Reports the evaluation of a feature for which <see cref="IsIn"/> holds.</summary>
    public void Report(Payload payload, string feature, FeatureResult result, bool hasReachedStepLimit)
    {
        if (hasReachedStepLimit)
            StepLimit("feature " + feature);
        if (result.Source != FeatureResultSource.UnknownFeature)
            return;
        metrics.Fault("unknown_feature");
        // Without a payload every key is unknown, and other log lines say why there is none.
        if (!ReferenceEquals(payload, Payload.Empty) && !(isRemote && payload.FeatureKeys.Count == 0) && IsLogged(_unknown, ref feature, "unknown_feature"))
            LogUnknown(feature, payload);
    }

    /// <summary>Reports an event of code that no receiver takes; logged for the first one.</summary>
    public void EventWithoutReceiver(string name)
    {
        if (Interlocked.Exchange(ref _isEventLogged, 1) == 0)
            EvaluationLog.EventWithoutReceiver(logger, PlainText.Of(name, PlainText.MaxName));
    }

    /// <summary>
    /// Reports a value that does not fit the type that the caller asked for, with the reason. A forced value can be a user's: only its kind
    /// is logged.
    /// </summary>
    public void Misfit(string feature, FeatureResult result, Type type, PayloadError misfit)
    {
        metrics.Fault("type_mismatch");
        if (!IsLogged(_misfits, ref feature, "type_mismatch", type))
            return;
        var (name, kind) = (TypeName.Of(type), KindOf(result.Value));
        if (result.Source == FeatureResultSource.Override)
            EvaluationLog.ForcedMisfit(logger, feature, name, kind);
        else
            EvaluationLog.Misfit(logger, feature, name, kind, PlainText.Of(misfit.Message, MaxReason));
    }

    /// <summary>Reports an evaluation that reached its step limit.</summary>
    /// <param name="subject">What was evaluated, such as <c>feature checkout</c>.</param>
    public void StepLimit(string subject)
    {
        metrics.Fault("step_limit");
        if (IsLogged(_stepLimits, ref subject, "step_limit"))
            EvaluationLog.StepLimit(logger, subject);
    }

    /// <summary>Reports a forced number that loses digits.</summary>
    public void Rounded(string feature)
    {
        metrics.Fault("rounded");
        if (IsLogged(_rounded, ref feature, "rounded"))
            EvaluationLog.Rounded(logger, feature);
    }

    /// <summary>
    /// Logs an experiment in code with members that cannot be meant. Looks at the first experiment of a key that is to run, because code may make a
    /// new one for each user, and at the first 100 keys. One that is off has no faults, and says nothing about a later one of its key.
    /// </summary>
    public void CheckExperiment(Experiment experiment)
    {
        var key = experiment.Key;
        if (!logger.IsEnabled(LogLevel.Warning) || IsOff(experiment) || _experiments.Add(ref key) != true)
            return;
        var faults = experiment.Validate();
        if (!faults.IsEmpty)
            EvaluationLog.DoubtfulExperiment(logger, key, PlainText.Of(string.Join("; ", faults.Select(fault => $"{fault.Path}: {fault.Message}")), MaxReason));
    }

    /// <summary>Notes the attributes that the experiments of a payload hash, which <see cref="CheckIdentifier"/> compares users with.</summary>
    public void Begin(Payload payload)
    {
        // At each level: it can change between the payload and the users.
        if (Volatile.Read(ref _usersToCheck) > 0)
        {
            _identifiers = [.. payload.FeatureExperiments.Concat(payload.Experiments).Select(experiment => (HashAttribute.Of(experiment), experiment.FallbackAttribute)).Distinct()];
            _hashAttributes = NamesOf(_identifiers);
        }
    }

    /// <summary>Notes that users have sticky buckets, so that fallback attributes count.</summary>
    public void SeeStickyBuckets() => _hasStickyBuckets = true;

    /// <summary>
    /// Checks the values by which experiments choose variations, and logs, once each, of users without any of these attributes: one with an
    /// attribute of a similar name, because the application probably gives the attribute another name than the payload; and that the
    /// first hundred have none, or none by which some of the experiments choose. A single user without one is usual, such as a visitor who is not known yet. A fallback attribute counts with sticky buckets only, which
    /// the application may attach to a user later, so that the first hundred users show whether it does.
    /// </summary>
    public void CheckIdentifier(Context context)
    {
        var names = context.Payload.StickyBucketAttributes;
        if (Volatile.Read(ref _usersToCheck) <= 0 || names.IsDefaultOrEmpty || _hashAttributes.IsEmpty || Interlocked.Decrement(ref _usersToCheck) is var left && left < 0)
            return;
        if (!_hasStickyBuckets && left <= UsersToCheck - UsersWithoutIdentifier)
            names = _hashAttributes;
        var isKnown = false;
        foreach (var name in names)
        {
            if (!context.Attributes.TryGetValue(name, out var value) || !value.IsTruthy)
                continue;
            isKnown = true;
            if (_hasStickyBuckets || _hashAttributes.Contains(name))
                _hasIdentifiedUser = true;
            if (left >= UsersToCheck - UsersWithoutIdentifier)
                _ = _given.TryAdd(name, true);
            values.CheckKnown(name, value);
        }
        if (left == UsersToCheck - UsersWithoutIdentifier && _hasIdentifiedUser)
            LogIdentifiersOfNoUser();
        if (isKnown)
            return;
        values.CheckMissing(context.Attributes, names);
        if (left == UsersToCheck - UsersWithoutIdentifier && !_hasIdentifiedUser)
            EvaluationLog.NoIdentifiers(logger, UsersWithoutIdentifier, Shown(names));
        CheckName(context, names);
    }

    /// <summary>Logs the attributes of experiments that none of the first users is in, such as a company's in an application that gives it another name.</summary>
    private void LogIdentifiersOfNoUser()
    {
        var missing = NamesOf(_identifiers.Where(each => !_given.ContainsKey(each.Hash) && !(_hasStickyBuckets && each.Fallback is { } fallback && _given.ContainsKey(fallback))));
        if (!missing.IsEmpty)
            EvaluationLog.NoIdentifiersOfSome(logger, UsersWithoutIdentifier, Shown(missing));
    }

    private static ImmutableArray<string> NamesOf(IEnumerable<(string Hash, string? Fallback)> identifiers) =>
        [.. identifiers.Select(each => each.Hash).Distinct(KeyedTexts.Comparer).OrderBy(name => name, StringComparer.Ordinal)];

    private static string Shown(ImmutableArray<string> names) => string.Join(", ", names.Take(MaxNames).Select(name => $"`{PlainText.Of(name, PlainText.MaxName)}`"));

    /// <summary>Logs, once per name and for the first few names, an attribute that may be the identifier. One that the payload reads has the name that it should have.</summary>
    private void CheckName(Context context, ImmutableArray<string> names)
    {
        if (Volatile.Read(ref _namesLogged) >= MaxNames)
            return;
        ImmutableArray<string> read = default;
        foreach (var given in context.Attributes.Keys)
        {
            var shown = given;
            var related = names.Where(name => RelatedName.Is(given, name)).ToArray();
            if (related.Length == 0 || _names.Add(ref shown) != true)
                continue;
            // A payload collects the names that it reads anew each time.
            if (read.IsDefault)
                read = context.Payload.ReadAttributes;
            var expected = Array.Find(related, name => RelatedName.DiffersInFormOnly(given, name)) ?? related[0];
            // Event 445 names another attribute of this form.
            var isNamed = !RelatedName.DiffersInFormOnly(given, expected) && read.Any(name => RelatedName.DiffersInFormOnly(given, name));
            if (!isNamed && !read.Contains(given) && Interlocked.Increment(ref _namesLogged) <= MaxNames)
                EvaluationLog.OtherIdentifier(logger, PlainText.Of(expected, PlainText.MaxName), PlainText.Of(given, PlainText.MaxName));
        }
    }

    /// <summary>Whether an experiment is switched off, a draft or stopped.</summary>
    public static bool IsOff(Experiment experiment) => experiment.Active is false || experiment.Status is "draft" or "stopped";

    private bool IsLogged(LoggedKeys keys, ref string key, string fault, Type? type = null)
    {
        if (!logger.IsEnabled(LogLevel.Warning))
            return false;
        var isNew = keys.Add(ref key, type);
        if (isNew == false)
            EvaluationLog.MoreKeys(logger, LoggedKeys.Capacity, fault);
        return isNew == true;
    }

    private void LogUnknown(string feature, Payload payload)
    {
        var known = payload.FeatureKeys;
        if (known.FirstOrDefault(key => payload.ExperimentsOf(key).Any(experiment => experiment.Key == feature)) is { } owner)
            EvaluationLog.UnknownFeature(logger, feature, known.Count, $"it is an experiment of the feature `{PlainText.Of(owner, PlainText.MaxName)}`: use the key of the feature");
        else if (payload.Experiments.Any(experiment => experiment.Key == feature))
            EvaluationLog.UnknownFeature(logger, feature, known.Count, "it is an experiment of pages, which no feature has: call EvalPage");
        else if (NearestName.Near(feature, known) is { } nearest)
            EvaluationLog.UnknownFeature(logger, feature, nearest);
        else
            EvaluationLog.UnknownFeature(logger, feature, known.Count, "check the key, and the project and environment of the SDK connection");
    }

    private static string KindOf(Value value) => value is Value.Number { Content: var number }
        ? number == Math.Floor(number) ? "an integer" : "a fraction"
        : ValueKinds.Of(value);
}
