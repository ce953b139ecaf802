using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value behind two features that must be on, a rollout and a forced one.</summary>
[BenchmarkCategory("prerequisite")]
public class PrerequisitePath() : PathBenchmarks("prerequisite")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_PrerequisiteMet() => ByHand();

    [Benchmark]
    public int Evaluate_PrerequisiteMet() => ByLibrary();
}
