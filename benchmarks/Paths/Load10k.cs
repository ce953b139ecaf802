using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>10,000 features and a group of 10,000 ids.</summary>
[BenchmarkCategory("load-10k")]
public class Load10k : LoadBenchmarks
{
    protected override byte[] Json() => Workload.Current.LargePayloadJson;

    [Benchmark(Baseline = true)]
    public int ParseJson_Payload10k() => ByHand();

    [Benchmark]
    public int Load_Payload10k() => ByLibrary();
}
