using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value with two prerequisites: a rollout and a forced feature.</summary>
[BenchmarkCategory("prerequisite")]
public class PrerequisitePath() : PathBenchmarks("prerequisite")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_PrerequisiteMet() => ByHand();

    [Benchmark]
    public int Evaluate_PrerequisiteMet() => ByLibrary();
}
