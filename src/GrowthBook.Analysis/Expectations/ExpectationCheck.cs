using System.Collections.Immutable;

namespace GrowthBook.Analysis;

/// <summary>The check of one expectation for one user, or of one proof.</summary>
/// <param name="Subject">The feature or the experiment.</param>
/// <param name="Name">The case, such as <c>plan=pro, country=DE</c>.</param>
/// <param name="Place">The place of the expectation in its file.</param>
/// <param name="Failures">What differs, one sentence each; empty if the expectation holds.</param>
public sealed record ExpectationCheck(string Subject, string Name, LineColumn Place, ImmutableArray<string> Failures);
