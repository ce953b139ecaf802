namespace GrowthBook.Analysis;

/// <summary>Finds mistakes in a payload. A pure function: the same payload gives the same findings in the same order.</summary>
public static class Lint
{
    /// <summary>The findings, in the order of the text, then of the codes.</summary>
    /// <param name="source">The payload.</param>
    /// <param name="options">What is known next to the payload; <c>null</c> for nothing.</param>
    public static LintReport Of(PayloadSource source, LintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= LintOptions.Default;
        IEnumerable<Finding> findings =
        [
            .. MalformedLint.Of(source), .. ReachLint.Of(source), .. PrerequisiteLint.Of(source),
            .. ExperimentLint.Of(source, options.Previous), .. SharedBucketsLint.Of(source), .. StaleLint.Of(source, options.EvaluatedFeatures),
            .. TypeLint.Of(source), .. SchemaLint.Of(source, options.Schemas), .. ExpressionLint.Of(source), .. GroupLint.Of(source), .. PrivacyLint.Of(source),
        ];
        return new LintReport([.. findings
            .Distinct()
            .OrderBy(finding => finding.Place.Line)
            .ThenBy(finding => finding.Place.Column)
            .ThenBy(finding => finding.Code.Code, StringComparer.Ordinal)
            .ThenBy(finding => finding.Message, StringComparer.Ordinal)]);
    }
}
