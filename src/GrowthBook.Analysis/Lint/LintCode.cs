namespace GrowthBook.Analysis;

/// <summary>A kind of finding. Codes are stable: one is never used for another kind.</summary>
/// <param name="Code">The code, such as <c>GB203</c>.</param>
/// <param name="Name">The name, such as <c>rule-shadowed</c>.</param>
/// <param name="Level">The level of its findings.</param>
/// <param name="Summary">What is wrong, as a sentence without a final period.</param>
/// <param name="Mend">The mend, as an imperative without a final period.</param>
public sealed record LintCode(string Code, string Name, LintLevel Level, string Summary, string Mend)
{
    /// <summary>The address of the documentation page.</summary>
    public string Page => $"https://github.com/growthbook-pure/growthbook-dotnet/blob/main/docs/lint.md#{Code.ToLowerInvariant()}-{Name}";
}
