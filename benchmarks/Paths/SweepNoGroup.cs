using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>All features that do not look into the large group.</summary>
[BenchmarkCategory("sweep-nogroup")]
public class SweepNoGroup() : SweepBenchmarks(false, Features)
{
    private const int Features = 950;

    [Benchmark(Baseline = true, OperationsPerInvoke = Features)]
    public int HandWritten_AllButGroups() => ByHand();

    [Benchmark(OperationsPerInvoke = Features)]
    public int Evaluate_AllButGroups() => ByLibrary();
}
