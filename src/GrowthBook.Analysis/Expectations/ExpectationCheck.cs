using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The check of one expectation for one user, or of one proof.</summary>
/// <param name="Subject">The feature or the experiment.</param>
/// <param name="Name">The case, such as <c>plan=pro, country=DE</c>.</param>
/// <param name="Place">The place of the expectation in its file.</param>
/// <param name="Failures">What differs, one sentence each; empty if the expectation holds.</param>
public sealed record ExpectationCheck(string Subject, string Name, LineColumn Place, ImmutableArray<string> Failures)
{
    /// <summary>
    /// The step that decided, with the actual value of its attribute, such as <c>fr_1: app $vgte "5.2.0", actual 5.1</c>, as in a matrix.
    /// Default: <c>""</c>, for an expectation that holds, for one that is not of users, and after the first 200 of a file that fail.
    /// </summary>
    public string Reason { get; init; } = "";

    /// <summary>The failures as <see cref="Failures"/>, each with the reason.</summary>
    internal IEnumerable<string> ExplainedFailures => Failures.Select(failure => Reason.Length == 0 ? failure : $"{failure} ({Reason})");
}
