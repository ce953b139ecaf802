namespace GrowthBook.Benchmarks;

/// <summary>Uses answers, so that nothing is optimised away: as a program with a tracking callback that does nothing.</summary>
internal static class Answers
{
    /// <summary>How many effects there are, and one more when the feature is on.</summary>
    public static int Count((FeatureResult Result, Effects Effects) answer) => answer.Effects.Count + (answer.Result.On ? 1 : 0);
}
