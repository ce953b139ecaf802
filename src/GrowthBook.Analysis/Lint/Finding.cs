namespace GrowthBook.Analysis;

/// <summary>A finding of lint.</summary>
/// <param name="Code">The kind.</param>
/// <param name="Path">The JSON path.</param>
/// <param name="Place">The line and column.</param>
/// <param name="Message">What is wrong here, in lower case without a final period.</param>
public sealed record Finding(LintCode Code, string Path, LineColumn Place, string Message)
{
    internal static Finding At(SourceNode node, LintCode code, string message) => new(code, node.Path, node.Place, message);
}
