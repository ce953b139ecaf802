using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A value forced for a plan in some countries.</summary>
[BenchmarkCategory("force-condition")]
public class ForceCondition() : PathBenchmarks("force-condition")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_ForceWithCondition() => ByHand();

    [Benchmark]
    public int Evaluate_ForceWithCondition() => ByLibrary();
}
