using System.Collections.Immutable;
using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>Checks the names of the members of a context: a misspelt one would be ignored.</summary>
internal static class ContextMembers
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "attributes", "attributeOverrides", "url", "enabled", "qaMode", "forcedVariations", "forcedFeatureValues",
        "disableVisualExperiments", "disableUrlRedirectExperiments", "disableCrossOriginUrlRedirectExperiments",
        "disableQueryStringVariations", "blockedChangeIds", "stickyBucketAssignmentDocs",
    ];

    /// <summary>The fault of the first unknown member; <c>null</c> without one.</summary>
    public static Fault? Check(Source source, ImmutableArray<PayloadError> errors)
    {
        var names = source.MemberNames();
        if (names.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is not { } unknown)
            return Diagnostics.Refuse(source, [.. errors.Select(ContextFaults.Judge)]);
        var isOfAttributes = names.All(name => Nearest.Find(name, Names) is null);
        return Fault.Input($"{source.Name}: unknown member `{unknown}` of the context"
            + (isOfAttributes ? $"; give attributes with {ContextOptions.AttributesName}" : Nearest.Question(unknown, Names)));
    }
}
