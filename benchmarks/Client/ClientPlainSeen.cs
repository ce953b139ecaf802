using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A feature without rules whose usage a handler and a sink got before.</summary>
[BenchmarkCategory("client-plain-seen")]
public class ClientPlainSeen() : ClientBenchmarks("client-plain-seen");
