using System.Collections.Immutable;
#if NET
using System.Diagnostics.CodeAnalysis;
#endif
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Client;

/// <summary>
/// The public members of a <see cref="GrowthBookUser"/>. Code that takes this interface can be tested with a fake user, whose
/// <see cref="Context"/>, <see cref="EvalAll"/>, <see cref="EvalAllAndRun"/> and <see cref="Explain"/> can come from <see cref="Evaluator"/>.
/// </summary>
[JsonConverter(typeof(LiveRecordJsonConverter<IGrowthBookUser>))]
public interface IGrowthBookUser
{
    /// <inheritdoc cref="GrowthBookUser.Context"/>
    Context Context { get; }

    /// <inheritdoc cref="GrowthBookUser.Attributes"/>
    Attributes Attributes { get; }

    /// <inheritdoc cref="GrowthBookUser.EvalFeature"/>
    FeatureResult EvalFeature(FeatureKey key);

    /// <inheritdoc cref="GrowthBookUser.IsOn"/>
    bool IsOn(FeatureKey key);

    /// <inheritdoc cref="GrowthBookUser.IsOff"/>
    bool IsOff(FeatureKey key);

    /// <inheritdoc cref="GrowthBookUser.GetFeatureValue{T}(FeatureKey, T)"/>
    T GetFeatureValue<T>(FeatureKey key, T fallback);

    /// <inheritdoc cref="GrowthBookUser.GetFeatureValue{T}(FeatureKey, T, JsonTypeInfo{T})"/>
    T GetFeatureValue<T>(FeatureKey key, T fallback, JsonTypeInfo<T> typeInfo);

    /// <inheritdoc cref="GrowthBookUser.GetFeatureValue{T}(FeatureKey, T, JsonSerializerOptions)"/>
#if NET
    [RequiresUnreferencedCode(GrowthBookUser.Reflection)]
    [RequiresDynamicCode(GrowthBookUser.Reflection)]
#endif
    T GetFeatureValue<T>(FeatureKey key, T fallback, JsonSerializerOptions options);

    /// <inheritdoc cref="GrowthBookUser.Run"/>
    ExperimentResult Run(Experiment experiment);

    /// <inheritdoc cref="GrowthBookUser.EvalPage"/>
    PageExperiments EvalPage();

    /// <inheritdoc cref="GrowthBookUser.EvalAll"/>
    AllFeatures EvalAll(bool track = false);

    /// <inheritdoc cref="GrowthBookUser.EvalAllAndRun"/>
    (AllFeatures Features, ImmutableArray<ExperimentResult> Experiments) EvalAllAndRun(IEnumerable<Experiment> experiments);

    /// <inheritdoc cref="GrowthBookUser.Explain"/>
    Explanation Explain(FeatureKey key);

    /// <inheritdoc cref="GrowthBookUser.LogEvent"/>
    void LogEvent(string name, Value.Object? properties = null);

    /// <inheritdoc cref="GrowthBookUser.WithAttributes"/>
    IGrowthBookUser WithAttributes(Attributes attributes);

    /// <inheritdoc cref="GrowthBookUser.WithUrl"/>
    IGrowthBookUser WithUrl(string url);

    /// <inheritdoc cref="GrowthBookUser.WithForcedVariation"/>
    IGrowthBookUser WithForcedVariation(string experimentKey, int variation);

    /// <inheritdoc cref="GrowthBookUser.WithForcedFeature"/>
    IGrowthBookUser WithForcedFeature(string featureKey, Value value);

    /// <inheritdoc cref="GrowthBookUser.With(Func{Context, Context})"/>
    IGrowthBookUser With(Func<Context, Context> change);

    /// <inheritdoc cref="GrowthBookUser.WithEffects(Func{Effects, Context, Effects}, bool)"/>
    IGrowthBookUser WithEffects(Func<Effects, Context, Effects> change, bool tracksExposures = false);
}
