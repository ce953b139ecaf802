using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>An experiment in code, and the experiment rule with the same members.</summary>
[BenchmarkCategory("run-inline")]
public class RunInline() : ClientBenchmarks("run-inline");
