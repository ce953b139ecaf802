using System.Diagnostics;
using System.Text.Json.Serialization;

namespace GrowthBook;

/// <summary>How a reference to a saved group was resolved.</summary>
[JsonConverter(typeof(ConditionJsonConverter))]
public enum SavedGroupLookup
{
    /// <summary>The group lists values of an attribute.</summary>
    List,

    /// <summary>The group has a condition.</summary>
    Condition,

    /// <summary>The payload has no such group. It matches no user.</summary>
    Missing,

    /// <summary>The group is malformed, or lists values without naming their attribute. It matches no user.</summary>
    Unusable,

    /// <summary>The group refers to itself, or its condition nests too deep. The reference matches no user.</summary>
    Recursive,

    /// <summary>
    /// The group has a condition. The explanation leaves its tests out: an earlier step shows them for the same subject, or the
    /// explanation has 100,000 tests of saved groups.
    /// </summary>
    Untraced,
}

internal static class SavedGroupLookups
{
    /// <summary>The name in JSON.</summary>
    public static string ToName(SavedGroupLookup lookup) => lookup switch
    {
        SavedGroupLookup.List => "list",
        SavedGroupLookup.Condition => "condition",
        SavedGroupLookup.Missing => "missing",
        SavedGroupLookup.Unusable => "unusable",
        SavedGroupLookup.Recursive => "recursive",
        SavedGroupLookup.Untraced => "untraced",
        _ => throw new UnreachableException(),
    };
}
