using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A feature without rules.</summary>
[BenchmarkCategory("simple-default")]
public class SimpleDefault() : PathBenchmarks("simple-default")
{
    [Benchmark(Baseline = true)]
    public int HandWritten_SimpleDefault() => ByHand();

    [Benchmark]
    public int Evaluate_SimpleDefault() => ByLibrary();
}
