using System.Globalization;
using GrowthBook.Client;

namespace GrowthBook.Testing;

/// <summary>
/// Assertions on recorded effects. Each returns the effects, so that calls can be chained, or throws an
/// <see cref="EffectAssertionException"/>. They count what was recorded: as an observer (<c>ToClientAsync</c>, <c>UseTestFeatures</c>) each evaluation, as
/// a handler (<c>AddHandler</c>) an exposure once per user, experiment and variation.
/// </summary>
public static class EffectAssertions
{
    internal const string NotConnected = "no client has the recording; pass it to ToClientAsync, UseTestFeatures or AddObserver, or record evaluations with its method Record";

    private const string Repeated = "; ToClientAsync and UseTestFeatures record each evaluation, AddHandler(effects) those that a client passes on after deduplication";

    /// <summary>Asserts that an experiment was viewed.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="experiment">The experiment's key.</param>
    /// <param name="variation">The index of the variation. Default: any.</param>
    /// <param name="hashValue">The value of the attribute that identifies the user. Default: any.</param>
    /// <param name="times">How many times exactly. Default: at least once.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    public static RecordedEffects ShouldHaveViewed(
        this RecordedEffects effects, string experiment, int? variation = null, Value? hashValue = null, int? times = null)
    {
        var count = Of(effects).Exposures.Count(viewed =>
            viewed.Experiment.Key == experiment
            && (variation is null || viewed.Result.VariationId == variation)
            && (hashValue is null || viewed.Result.HashValue.Equals(hashValue)));
        return Expect(effects, count, times, $"the experiment `{experiment}` to have been viewed"
            + (variation is null ? "" : $" with variation {Text(variation.Value)}")
            + (hashValue is null ? "" : $" by {hashValue.ToJson()}"), OfExperiment(experiment), Repeated, () => SkippedExperiment.HintOf(effects.Events, experiment));
    }

    /// <summary>Asserts that no user viewed an experiment with a key. The other overload takes an experiment in code.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="experiment">The experiment's key.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">The key is that of a feature, or an experiment of the features has nearly the same key, so that it is probably misspelt; or no client has the recording.</exception>
    public static RecordedEffects ShouldNotHaveViewed(this RecordedEffects effects, string experiment)
    {
        var isViewed = IsViewed(effects, experiment);
        ThrowIfNotConnected(effects);
        if (!isViewed)
            effects.Known.CheckExperiment(experiment);
        return Expect(effects, !isViewed, $"the experiment `{experiment}` not to have been viewed", OfExperiment(experiment));
    }

    /// <summary>Asserts that no user viewed an experiment in code.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="experiment">The experiment, which is compared by its key.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">No client has the recording, so that the assertion would always hold.</exception>
    public static RecordedEffects ShouldNotHaveViewed(this RecordedEffects effects, Experiment experiment)
    {
        var key = (experiment ?? throw new ArgumentNullException(nameof(experiment))).Key;
        ThrowIfNotConnected(effects);
        return Expect(effects, !IsViewed(effects, key), $"the experiment `{key}` not to have been viewed", OfExperiment(key));
    }

    /// <summary>Asserts that a feature was evaluated, by the code under test or as a prerequisite.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="feature">The feature's key.</param>
    /// <param name="value">Its value. Default: any.</param>
    /// <param name="source">The reason for the value. Default: any.</param>
    /// <param name="times">How many times exactly. Default: at least once.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    public static RecordedEffects ShouldHaveEvaluated(
        this RecordedEffects effects, string feature, Value? value = null, FeatureResultSource? source = null, int? times = null)
    {
        var count = Of(effects).Evaluations.Count(evaluated =>
            evaluated.FeatureKey == feature
            && (value is null || evaluated.Result.Value.Equals(value))
            && (source is null || evaluated.Result.Source == source));
        return Expect(effects, count, times, $"the feature `{feature}` to have been evaluated"
            + (value is null ? "" : $" to {value.ToJson()}")
            + (source is null ? "" : $" with the source {source}"), OfFeature(feature), Repeated);
    }

    /// <summary>Asserts that a feature was not evaluated.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="feature">The feature's key.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">The key is that of an experiment, or a feature has nearly the same key, so that it is probably misspelt; or no client has the recording.</exception>
    public static RecordedEffects ShouldNotHaveEvaluated(this RecordedEffects effects, string feature)
    {
        var evaluated = Of(effects).Evaluations.Any(evaluated => evaluated.FeatureKey == feature);
        ThrowIfNotConnected(effects);
        if (!evaluated)
            effects.Known.CheckFeature(feature);
        return Expect(effects, !evaluated, $"the feature `{feature}` not to have been evaluated", OfFeature(feature));
    }

    /// <summary>Asserts that an assignment was to be stored for a user.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="experiment">The experiment's key.</param>
    /// <param name="variationKey">The variation's key: its meta's, or its index as text.</param>
    /// <param name="attributeValue">The value of the attribute that identifies the user. Default: any.</param>
    /// <param name="bucketVersion">The bucket version of the experiment.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    public static RecordedEffects ShouldHaveAssigned(
        this RecordedEffects effects, string experiment, string variationKey, string? attributeValue = null, int bucketVersion = 0)
    {
        var name = $"{experiment}__{Text(bucketVersion)}";
        var assigned = Of(effects).StickyAssignments.Any(document =>
            (attributeValue is null || document.AttributeValue == attributeValue)
            && document.Assignments.TryGetValue(name, out var stored) && stored == variationKey);
        return Expect(effects, assigned, $"`{name}` = `{variationKey}` to have been assigned" + (attributeValue is null ? "" : $" to \"{attributeValue}\""), OfExperiment(experiment));
    }

    /// <summary>Asserts that no assignment was to be stored.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">No client has the recording, so that the assertion would always hold.</exception>
    public static RecordedEffects ShouldNotHaveAssigned(this RecordedEffects effects)
    {
        ThrowIfNotConnected(effects);
        return Expect(effects, effects.StickyAssignments.IsEmpty, "no sticky bucket to have been assigned", recorded => recorded.Effect is Effect.StickyBucketAssigned);
    }

    /// <summary>Asserts that the code under test logged an event.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="properties">Its properties, all of them. Default: any.</param>
    /// <param name="times">How many times exactly. Default: at least once.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    public static RecordedEffects ShouldHaveLogged(this RecordedEffects effects, string name, Value.Object? properties = null, int? times = null)
    {
        var count = Of(effects).LoggedEvents.Count(logged =>
            logged.Name == name && (properties is null || logged.Properties.Equals(properties)));
        return Expect(effects, count, times, $"the event `{name}` to have been logged"
            + (properties is null ? "" : $" with {properties}"), OfEvent(name));
    }

    /// <summary>Asserts that an event was not logged.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <param name="name">The event's name.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">No client has the recording, so that the assertion would always hold.</exception>
    public static RecordedEffects ShouldNotHaveLogged(this RecordedEffects effects, string name)
    {
        ThrowIfNotConnected(effects);
        return Expect(effects, !effects.LoggedEvents.Any(logged => logged.Name == name), $"the event `{name}` not to have been logged", OfEvent(name));
    }

    /// <summary>Asserts that nothing was recorded.</summary>
    /// <param name="effects">The recorded effects.</param>
    /// <returns>The effects.</returns>
    /// <exception cref="EffectAssertionException">The assertion fails.</exception>
    /// <exception cref="ArgumentException">No client has the recording, so that the assertion would always hold.</exception>
    public static RecordedEffects ShouldBeEmpty(this RecordedEffects effects)
    {
        ThrowIfNotConnected(effects);
        return Expect(effects, effects.Count == 0, "nothing to have been recorded", _ => false);
    }

    private static bool IsViewed(RecordedEffects effects, string experiment) => Of(effects).Exposures.Any(viewed => viewed.Experiment.Key == experiment);

    private static void ThrowIfNotConnected(RecordedEffects effects)
    {
        if (!Of(effects).IsConnected)
            throw new ArgumentException($"the assertion would always hold: {NotConnected}", nameof(effects));
    }

    private static RecordedEffects Of(RecordedEffects effects) => effects ?? throw new ArgumentNullException(nameof(effects));

    private static Func<EffectEvent, bool> OfExperiment(string key) => recorded => recorded.Effect switch
    {
        Effect.ExperimentViewed viewed => viewed.Experiment.Key == key,
        Effect.StickyBucketAssigned assigned => assigned.Document.Assignments.Keys.Any(name => name.StartsWith($"{key}__", StringComparison.Ordinal)),
        _ => SkippedExperiment.IsOf(recorded, key),
    };

    private static Func<EffectEvent, bool> OfFeature(string key) => recorded => recorded.Effect is Effect.FeatureEvaluated evaluated && evaluated.FeatureKey == key;

    private static Func<EffectEvent, bool> OfEvent(string name) => recorded => recorded.Effect is Effect.EventLogged logged && logged.Name == name;

    /// <param name="effects">The effects.</param>
    /// <param name="count">How many of them were expected.</param>
    /// <param name="times">How many should be; <c>null</c> for at least one.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="isAsserted">Whether the message shows an effect before others.</param>
    /// <param name="repeated">Added if there are too many.</param>
    /// <param name="missing">Added if there are too few.</param>
    private static RecordedEffects Expect(
        RecordedEffects effects, int count, int? times, string expected, Func<EffectEvent, bool> isAsserted, string repeated = "", Func<string>? missing = null)
    {
        if (times is null ? count > 0 : count == times)
            return effects;
        var exactly = times is null ? "" : $" exactly {Times(times.Value)} (it was {Times(count)}{(count > times ? repeated : "")})";
        return Expect(effects, false, expected + exactly + (count <= (times ?? 0) ? missing?.Invoke() : ""), isAsserted);
    }

    private static RecordedEffects Expect(RecordedEffects effects, bool holds, string expected, Func<EffectEvent, bool> isAsserted) =>
        holds ? effects : throw new EffectAssertionException(expected, effects, isAsserted);

    private static string Times(int count) => count == 1 ? "once" : $"{Text(count)} times";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
