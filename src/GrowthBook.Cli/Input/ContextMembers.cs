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

    /// <summary>Usual names of attributes in other SDKs and services.</summary>
    private static readonly string[] OtherNames = ["user", "userAttributes", "user_attributes", "traits"];

    /// <summary>Where a member belongs that a record has next to its context; <c>null</c> for a member that contexts do not have.</summary>
    public static string? MendOutside(string name) =>
        Names.Contains(name, StringComparer.Ordinal) ? $"; it belongs into the context: {{\"context\":{{\"{name}\":…}}}}"
        : IsOfAttributes(name) ? "; the user's attributes belong into context.attributes: {\"context\":{\"attributes\":{…}}}"
        : null;

    /// <summary>Where a member belongs that a context does not have; <c>null</c> for one with a similar name.</summary>
    public static string? MendWithin(string name) =>
        RecordMembers.Names.Contains(name, StringComparer.Ordinal) && name != "id" ? "; it belongs into the record, next to `context`"
        : IsOfAttributes(name) || Nearest.Find(name, Names) is null ? "; the user's attributes belong into `attributes`: {\"attributes\":{…}}"
        : null;

    private static bool IsOfAttributes(string name) => OtherNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The fault of the first unknown member; <c>null</c> without one.</summary>
    public static Fault? Check(Source source, ImmutableArray<PayloadError> errors)
    {
        var names = source.MemberNames();
        if (names.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is not { } unknown)
            return Diagnostics.Refuse(source, [.. errors.Select(ContextFaults.Judge)]);
        var isOfAttributes = names.All(name => Nearest.Find(name, Names) is null);
        return Fault.Input($"{source.Name}: unknown member `{unknown}` of the context"
            + (isOfAttributes ? $"; give attributes with {ContextOptions.AttributesName}" : IsOfAttributes(unknown) ? MendWithin(unknown) : Nearest.Question(unknown, Names)));
    }
}
