using Microsoft.Extensions.Logging;

namespace GrowthBook.Client;

/// <summary>
/// Counts evaluations whose result the caller probably did not expect, and logs each kind of fault once per key; a value that does not
/// fit once per key and type. Thread-safe.
/// </summary>
internal sealed class EvaluationFaults(ClientMetrics metrics, GuardedLogger logger, bool isRemote)
{
    /// <summary>The longest reason that is logged whole: it has 80 characters of the value and the message of a converter.</summary>
    private const int MaxReason = 300;

    private readonly LoggedKeys _unknown = new();
    private readonly LoggedKeys _misfits = new();
    private readonly LoggedKeys _stepLimits = new();
    private readonly LoggedKeys _rounded = new();
    private readonly LoggedKeys _experiments = new();
    private int _isEventLogged;

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
