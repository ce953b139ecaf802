using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>The reason for a feature's value.</summary>
[JsonConverter(typeof(ResultJsonConverter))]
public enum FeatureResultSource
{
    /// <summary>The payload has no such feature; the value is <c>null</c>.</summary>
    UnknownFeature,

    /// <summary>No rule applied.</summary>
    DefaultValue,

    /// <summary>A rule that forces a value, for all targeted users or a share of them.</summary>
    Force,

    /// <summary>The context's forced value.</summary>
    Override,

    /// <summary>An experiment rule.</summary>
    Experiment,

    /// <summary>A gating prerequisite was not met; the value is <c>null</c>.</summary>
    Prerequisite,

    /// <summary>The prerequisites lead back to the feature; the value is <c>null</c>.</summary>
    CyclicPrerequisite,
}

/// <summary>The names of <see cref="FeatureResultSource"/> in JSON.</summary>
public static class FeatureResultSources
{
    private static readonly (FeatureResultSource Source, string Name)[] Names =
    [
        (FeatureResultSource.UnknownFeature, "unknownFeature"),
        (FeatureResultSource.DefaultValue, "defaultValue"),
        (FeatureResultSource.Force, "force"),
        (FeatureResultSource.Override, "override"),
        (FeatureResultSource.Experiment, "experiment"),
        (FeatureResultSource.Prerequisite, "prerequisite"),
        (FeatureResultSource.CyclicPrerequisite, "cyclicPrerequisite"),
    ];

    /// <summary>Returns the name in JSON, as in the other GrowthBook SDKs.</summary>
    /// <param name="source">The source.</param>
    /// <returns>A name such as <c>defaultValue</c>.</returns>
    public static string ToName(this FeatureResultSource source)
    {
        foreach (var (candidate, name) in Names)
        {
            if (candidate == source)
                return name;
        }
        throw new UnreachableException();
    }

    internal static FeatureResultSource? Parse(string name)
    {
        foreach (var (source, candidate) in Names)
        {
            if (candidate == name)
                return source;
        }
        return null;
    }
}
