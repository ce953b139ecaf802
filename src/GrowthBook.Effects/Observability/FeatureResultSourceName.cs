using System.Diagnostics;

namespace GrowthBook.Client;

/// <summary>The names of sources in GrowthBook's JSON.</summary>
internal static class FeatureResultSourceName
{
    /// <summary>The name of a source, such as <c>defaultValue</c>.</summary>
    public static string ToName(this FeatureResultSource source) => source switch
    {
        FeatureResultSource.UnknownFeature => "unknownFeature",
        FeatureResultSource.DefaultValue => "defaultValue",
        FeatureResultSource.Force => "force",
        FeatureResultSource.Override => "override",
        FeatureResultSource.Experiment => "experiment",
        FeatureResultSource.Prerequisite => "prerequisite",
        FeatureResultSource.CyclicPrerequisite => "cyclicPrerequisite",
        _ => throw new UnreachableException(),
    };
}
