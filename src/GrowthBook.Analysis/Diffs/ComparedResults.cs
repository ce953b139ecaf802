namespace GrowthBook.Analysis;

/// <summary>The results of a feature for one user under two payloads.</summary>
/// <param name="Before">The result before.</param>
/// <param name="After">The result after.</param>
/// <param name="Steps">The steps that both evaluations take.</param>
internal readonly record struct ComparedResults(FeatureResult Before, FeatureResult After, long Steps);
