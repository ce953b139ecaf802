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
