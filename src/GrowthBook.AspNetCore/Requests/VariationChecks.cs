using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using GrowthBook.Client;
using Microsoft.Extensions.Logging;

namespace GrowthBook.AspNetCore;

/// <summary>
/// Compares the variation of a user with one that code requires, and warns of a required one that the feature cannot have, once per feature
/// and variation. For a variation of the user's experiment a comparison allocates nothing. Thread-safe.
/// </summary>
/// <param name="client">The client of the users.</param>
/// <param name="logger">The logger.</param>
internal sealed class VariationChecks(GrowthBookClient client, GuardedLogger logger)
{
    /// <summary>The number of different questions about one payload that are checked.</summary>
    private const int MaxChecks = 1_000;

    private readonly LoggedKeys _logged = new();
    private readonly LoggedKeys _routes = new();
    private volatile ChecksOfPayload? _checks;

    /// <summary>Returns <see cref="VariationName.Matches"/>, and checks a variation that does not match.</summary>
    /// <param name="context">The context of the user.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="result">The feature's result for the user.</param>
    /// <param name="variation">The variation that code requires.</param>
    public bool Matches(Context context, string feature, FeatureResult result, string variation)
    {
        if (VariationName.Matches(result, variation))
            return true;
        Check(context, feature, result, variation);
        return false;
    }

    /// <summary>Warns of a variation that does not match if the feature cannot have it.</summary>
    public void Check(Context context, string feature, FeatureResult result, string variation)
    {
        var mayBeMistaken = result.Source switch
        {
            FeatureResultSource.Experiment => result.Experiment is { } experiment && !VariationName.IsOf(experiment, variation),
            FeatureResultSource.DefaultValue or FeatureResultSource.Force => true,
            _ => false, // The feature has no value of its own.
        };
        // The payload of a remote evaluation is another one and lacks the experiments.
        if (mayBeMistaken && ReferenceEquals(context.Payload, client.Payload) && logger.IsEnabled(LogLevel.Warning) && IsNew(context.Payload, feature, result, variation))
            CheckRules(context, feature, result, variation);
    }

    /// <summary>Warns once of a route whose handlers are for variations of several features.</summary>
    public void CheckFeatures(string route, string[] features)
    {
        if (features.Length > 1 && _routes.Add(ref route) == true)
            VariationLog.SeveralFeatures(logger, route, string.Join(", ", features));
    }

    private bool IsNew(Payload payload, string feature, FeatureResult result, string variation)
    {
        var checks = _checks;
        if (!ReferenceEquals(checks?.Payload, payload))
            _checks = checks = new ChecksOfPayload(payload);
        return checks.Add((feature, variation, result.Experiment?.Key));
    }

    private void CheckRules(Context context, string feature, FeatureResult result, string variation)
    {
        var explanation = Evaluator.Explain(context, feature);
        var rules = explanation.Trace.Rules;
        if (result.Experiment is { } experiment)
        {
            var all = ReferenceEquals(experiment, explanation.Result.Experiment) ? ExperimentsOf(context.Payload, experiment, rules) : [experiment];
            if (!all.Any(each => VariationName.IsOf(each, variation)) && !IsWithoutExperiments(context, feature, variation) && IsFirst(feature, variation))
                Log(feature, experiment, new VariationNames([experiment, .. all]), variation);
        }
        else if (!rules.Any(rule => rule.Kind == RuleKind.Experiment) && !MayHave(rules, result.Value, variation) && IsFirst(feature, variation))
        {
            VariationLog.WithoutExperiment(logger, variation, feature);
        }
    }

    private bool IsFirst(string feature, string variation)
    {
        var key = $"{feature.Length} {feature} {variation}"; // with the length no other pair has this text
        return _logged.Add(ref key) == true;
    }

    private void Log(string feature, Experiment experiment, VariationNames names, string variation)
    {
        if (names.Nearest(variation) is { } nearest)
            VariationLog.Unknown(logger, variation, feature, experiment.Key, nearest);
        else
            VariationLog.NotAmong(logger, variation, feature, experiment.Key, VariationName.KeysOf(experiment));
    }

    /// <summary>The experiments of all rules of a feature, of which the user is in one. They are neighbours among those of the payload.</summary>
    private static IReadOnlyList<Experiment> ExperimentsOf(Payload payload, Experiment experiment, ImmutableArray<RuleTrace> rules)
    {
        var all = payload.FeatureExperiments.ToList();
        var position = all.FindIndex(each => ReferenceEquals(each, experiment));
        var kinds = rules.Where(rule => rule.Kind == RuleKind.Experiment).ToList();
        var own = kinds.FindIndex(rule => rule.Outcome == RuleOutcome.Answered);
        // The experiment of a bandit's leaf is not one of the payload's.
        return position < own || own < 0 || position - own + kinds.Count > all.Count ? [experiment] : all.GetRange(position - own, kinds.Count);
    }

    /// <summary>Whether the user would have the variation without the experiments: the default value, or one that a rule forces.</summary>
    private static bool IsWithoutExperiments(Context context, string feature, string variation) =>
        VariationName.Matches(Evaluator.EvalFeature(context with { Enabled = false }, feature).Result, variation);

    /// <summary>Whether a rule may force a value of this name for other users. The values of a feature are of one kind.</summary>
    private static bool MayHave(ImmutableArray<RuleTrace> rules, Value value, string variation) =>
        rules.Any(rule => rule.Kind == RuleKind.Force) && value switch
        {
            Value.String or Value.Null => true,
            Value.Boolean => variation is "true" or "false",
            Value.Number => double.TryParse(variation, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
            _ => false,
        };

    /// <summary>The questions about a payload that are checked.</summary>
    private sealed class ChecksOfPayload(Payload payload)
    {
        private readonly ConcurrentDictionary<(string Feature, string Variation, string? Experiment), bool> _checked = new();
        private int _count;

        public Payload Payload => payload;

        public bool Add((string Feature, string Variation, string? Experiment) question) =>
            !_checked.ContainsKey(question) && Volatile.Read(ref _count) < MaxChecks && _checked.TryAdd(question, true) && Interlocked.Increment(ref _count) > 0;
    }
}
