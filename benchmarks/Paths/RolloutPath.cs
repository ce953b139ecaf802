using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value forced for a share of the users.</summary>
[BenchmarkCategory("rollout")]
public class RolloutPath() : PathBenchmarks("rollout")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_Rollout() => ByHand();

    [Benchmark]
    public int Evaluate_Rollout() => ByLibrary();
}
