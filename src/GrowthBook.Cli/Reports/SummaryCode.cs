using GrowthBook.Analysis;

namespace GrowthBook.Cli;

/// <summary>The exit code of an outcome.</summary>
internal static class SummaryCode
{
    /// <summary>A difference takes precedence over lines that could not be read.</summary>
    public static ExitCode Of(ResultSummary summary) => !summary.IsPassed ? ExitCode.Different : summary.IsComplete ? ExitCode.Ok : ExitCode.BadInput;
}
