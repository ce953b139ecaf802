using BenchmarkDotNet.Attributes;

namespace GrowthBook.Benchmarks;

/// <summary>A feature without rules, by a client without handlers and sinks.</summary>
[BenchmarkCategory("client-plain-no-receiver")]
public class ClientPlainNoReceiver() : ClientBenchmarks("client-plain-no-receiver");
