using System.Diagnostics;

namespace GrowthBook.Analysis;

/// <summary>The level of a finding, as SARIF names it.</summary>
public enum LintLevel
{
    /// <summary>Worth knowing; nothing need change.</summary>
    Note,

    /// <summary>Probably a mistake.</summary>
    Warning,

    /// <summary>A part is lost or does nothing.</summary>
    Error,
}

/// <summary>The names of levels.</summary>
public static class LintLevels
{
    /// <summary>Returns the name in JSON and SARIF, such as <c>warning</c>.</summary>
    /// <param name="level">The level.</param>
    /// <returns>The name.</returns>
    public static string ToName(this LintLevel level) => level switch
    {
        LintLevel.Note => "note",
        LintLevel.Warning => "warning",
        LintLevel.Error => "error",
        _ => throw new UnreachableException(),
    };
}
