using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value for a group of 10,000 ids, evaluated for a user outside of it.</summary>
[BenchmarkCategory("ingroup-10k-miss")]
public class InGroup10kMiss() : PathBenchmarks("ingroup-10k-miss")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_InGroupMiss() => ByHand();

    [Benchmark]
    public int Evaluate_InGroupMiss() => ByLibrary();
}
