namespace GrowthBook.Benchmarks;

/// <summary>One evaluation that is repeated: a feature and the index of the user.</summary>
internal sealed record Scenario(string Name, string Feature, int User);
