namespace GrowthBook.Analysis;

/// <summary>What the numbers of a test of shares mean.</summary>
internal static class CountsLegend
{
    private static readonly (string Term, string Meaning)[] Terms =
    [
        ("p", "how often chance alone deviates as much, by Pearson's chi-square, or exactly for small counts"),
        ("adjusted p", "p after the correction of Benjamini and Hochberg over all experiments and rollouts"),
        ("deviation", "the largest difference between a share and the share expected"),
        ("95 % interval", "Wilson's interval of the share: the whiskers; the dashed mark is the share expected"),
        ("mismatch", "an adjusted p below 0.001 and a deviation of 0.1 % or more"),
        ("suspect", "an adjusted p below 0.01, and no mismatch"),
        ("untested", "no user was counted, the shares of the payload are not known, or users share values of the hashed attribute"),
    ];

    private static readonly (string Term, string Meaning) Sequential =
        ("sequential p", "valid however often one looks: the smallest inverse Bayes factor so far, of exposures in their order; a dash for counts");

    public static Html Of(bool isSequential) => Html.Of($"""
        <dl class="legend">
        {Html.Each(isSequential ? Terms.Append(Sequential) : Terms, term => Html.Of($"<div><dt>{term.Term}</dt><dd>{term.Meaning}</dd></div>\n"))}</dl>

        """);
}
