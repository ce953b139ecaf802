using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>All features of the workload.</summary>
[BenchmarkCategory("sweep")]
public class Sweep() : SweepBenchmarks(true, Features)
{
    private const int Features = 1000;

    [Benchmark(Baseline = true, OperationsPerInvoke = Features)]
    public int HandWritten_AllFeatures() => ByHand();

    [Benchmark(OperationsPerInvoke = Features)]
    public int Evaluate_AllFeatures() => ByLibrary();
}
