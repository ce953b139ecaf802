namespace GrowthBook.Analysis;

/// <summary>Finds mistakes in a payload. A pure function: the same payload gives the same findings in the same order.</summary>
public static class Lint
{
    /// <summary>The findings, in the order of the text, then of the codes. After 1,000 of a code the others are counted.</summary>
    /// <param name="source">The payload.</param>
    /// <param name="options">What is known next to the payload; <c>null</c> for nothing.</param>
    public static LintReport Of(PayloadSource source, LintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= LintOptions.Default;
        var findings = new FindingList();
        findings.AddRange(MalformedLint.Of(source));
        findings.AddRange(AttributeLint.Of(source));
        findings.AddRange(TextCaseLint.Of(source));
        findings.AddRange(WholeListLint.Of(source));
        findings.AddRange(ReachLint.Of(source));
        findings.AddRange(PrerequisiteLint.Of(source));
        findings.AddRange(ExperimentLint.Of(source, options.Previous));
        findings.AddRange(SharedBucketsLint.Of(source));
        findings.AddRange(SharedKeyLint.Of(source));
        findings.AddRange(BanditLint.Of(source));
        findings.AddRange(StaleLint.Of(source, options.EvaluatedFeatures));
        findings.AddRange(TypeLint.Of(source));
        findings.AddRange(SchemaLint.Of(source, options));
        findings.AddRange(ExpressionLint.Of(source));
        findings.AddRange(GroupLint.Of(source));
        findings.AddRange(PrivacyLint.Of(source));
        return new LintReport([.. findings.Listed
            .OrderBy(finding => finding.Place.Line)
            .ThenBy(finding => finding.Place.Column)
            .ThenBy(finding => finding.Code.Code, StringComparer.Ordinal)
            .ThenBy(finding => finding.Message, StringComparer.Ordinal)], findings.Unlisted);
    }
}
