using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value for a group of 10,000 ids, evaluated for a member.</summary>
[BenchmarkCategory("ingroup-10k-hit")]
public class InGroup10kHit() : PathBenchmarks("ingroup-10k-hit")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_InGroupHit() => ByHand();

    [Benchmark]
    public int Evaluate_InGroupHit() => ByLibrary();
}
