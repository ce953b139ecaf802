using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>An experiment whose condition has lists, a comparison, an alternative, a version and a regular expression.</summary>
[BenchmarkCategory("experiment-complex-condition")]
public class ExperimentComplexCondition() : PathBenchmarks("experiment-complex-condition")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_ExperimentWithComplexCondition() => ByHand();

    [Benchmark]
    public int Evaluate_ExperimentWithComplexCondition() => ByLibrary();
}
