using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>1,000 features and a group of 10,000 ids.</summary>
[BenchmarkCategory("load-1k")]
public class Load1k : LoadBenchmarks
{
    protected override byte[] Json() => Workload.Current.PayloadJson;

    [Benchmark(Baseline = true)]
    public int ParseJson_Payload1k() => ByHand();

    [Benchmark]
    public int Load_Payload1k() => ByLibrary();
}
