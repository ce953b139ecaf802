using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>An experiment for everybody: a hash, a result and two effects.</summary>
[BenchmarkCategory("experiment")]
public class ExperimentPath() : PathBenchmarks("experiment")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_Experiment() => ByHand();

    [Benchmark]
    public int Evaluate_Experiment() => ByLibrary();
}
