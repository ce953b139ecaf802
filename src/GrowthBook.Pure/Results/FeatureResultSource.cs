using System.Diagnostics;

namespace GrowthBook;

/// <summary>What decided a feature's value.</summary>
public enum FeatureResultSource
{
    /// <summary>The payload has no such feature; the value is <c>null</c>.</summary>
    UnknownFeature,

    /// <summary>No rule applied.</summary>
    DefaultValue,

    /// <summary>A rule that forces a value, for everybody it targets or a share of them.</summary>
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

internal static class FeatureResultSources
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

    /// <summary>The name in JSON, as in the other GrowthBook SDKs.</summary>
    public static string ToName(FeatureResultSource source)
    {
        foreach (var (candidate, name) in Names)
        {
            if (candidate == source)
                return name;
        }
        throw new UnreachableException();
    }

    public static FeatureResultSource? Parse(string name)
    {
        foreach (var (source, candidate) in Names)
        {
            if (candidate == name)
                return source;
        }
        return null;
    }
}
