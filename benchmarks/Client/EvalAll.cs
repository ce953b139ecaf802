using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>All features of a user in one call, and one after the other.</summary>
[BenchmarkCategory("eval-all")]
public class EvalAll() : ClientBenchmarks("eval-all");
