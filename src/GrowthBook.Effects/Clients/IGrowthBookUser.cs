using System.Text.Json.Serialization.Metadata;

namespace GrowthBook.Client;

/// <summary>What application code needs of a <see cref="GrowthBookUser"/>. Code that takes this interface can be tested with a fake user.</summary>
public interface IGrowthBookUser
{
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

    /// <inheritdoc cref="GrowthBookUser.Run"/>
    ExperimentResult Run(Experiment experiment);

    /// <inheritdoc cref="GrowthBookUser.EvalPage"/>
    PageExperiments EvalPage();

    /// <inheritdoc cref="GrowthBookUser.LogEvent"/>
    void LogEvent(string name, Value.Object? properties = null);

    /// <inheritdoc cref="GrowthBookUser.WithAttributes"/>
    IGrowthBookUser WithAttributes(Attributes attributes);

    /// <inheritdoc cref="GrowthBookUser.WithUrl"/>
    IGrowthBookUser WithUrl(string url);
}
