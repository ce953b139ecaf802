namespace GrowthBook.Benchmarks;

/// <summary>One question that is asked again and again: a feature and the index of the user.</summary>
internal sealed record Scenario(string Name, string Feature, int User);
